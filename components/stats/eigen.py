"""Eigenvectors of a large symmetric matrix, found in steps between which one can stop.

LAPACK's ``dsyevr`` would take minutes without a word. This is the same method (Golub and Van Loan
2013, Matrix Computations, section 8.3; blocked as in Dongarra, Sorensen and Hammarling 1989, J.
Comput. Appl. Math. 27: 215-227): Householder reflections, some columns at a time, turn the matrix
into a tridiagonal one, whose eigenvectors LAPACK finds quickly and the reflections turn back.
"""

import numpy as np

from components.errors import Step, part_of
from components.shape.specimen import FloatArray

_PANEL = 64  # columns between two updates of the rest of the matrix
_COLUMNS = 1024  # eigenvectors that are turned back at a time

Panel = tuple[int, FloatArray, FloatArray]


def stepwise_eigenvectors(matrix: FloatArray, step: Step) -> tuple[FloatArray, FloatArray]:
    """Eigenvalues in rising order and eigenvectors (columns) of a symmetric matrix.

    ``matrix`` (n, n), laid out by columns, is used up; two such matrices are in memory at most.
    """
    from scipy.linalg import eigh_tridiagonal  # a fifth of a second, needed here only

    count = len(matrix)
    diagonal, beside = np.empty(count), np.empty(max(count - 1, 0))
    panels: list[Panel] = []
    rest, start = matrix, 0
    del matrix
    while len(rest) > 2:
        part_of(step, 0, 2)(start, count, "Principal components: eigenvectors")
        width = min(_PANEL, len(rest) - 2)
        stop = start + width
        vectors, factors, others = _reflections(
            rest, width, diagonal[start:stop], beside[start:stop]
        )
        rest = _updated(rest, width, vectors, others)
        panels.append((start + 1, vectors[1:], _triangle(vectors, factors)))
        start = stop
    diagonal[start:] = np.diag(rest)
    beside[start:] = np.diag(rest, -1)
    values, found = eigh_tridiagonal(diagonal, beside, lapack_driver="stemr", check_finite=False)
    while panels:
        part_of(step, 1, 2)(count - panels[-1][0], count, "Principal components: eigenvectors")
        first, vectors, triangle = panels.pop()
        for place in range(0, count, _COLUMNS):
            turned = found[first:, place : place + _COLUMNS]
            turned -= vectors @ (triangle @ (vectors.T @ turned))
    return values, found


def _reflections(
    rest: FloatArray, width: int, diagonal: FloatArray, beside: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Find the reflections that clear some columns of the lower triangle of ``rest``.

    Returns their vectors v (n, width), the factors t in I - t v v', and the vectors w with which
    the rest becomes ``rest - v w' - w v'``; the entries of the tridiagonal matrix are filled in.
    """
    from scipy.linalg.blas import dsymv

    size = len(rest)
    vectors = np.zeros((size, width), order="F")
    others = np.zeros((size, width), order="F")
    factors = np.zeros(width)
    for i in range(width):
        before, after = vectors[:, :i], others[:, :i]
        column = rest[i:, i] - before[i:] @ after[i] - after[i:] @ before[i]
        diagonal[i] = column[0]
        head, tail = float(column[1]), float(np.linalg.norm(column[2:]))
        length = -np.copysign(np.hypot(head, tail), head)
        beside[i] = length if tail else head
        if not tail:
            continue
        factors[i] = (length - head) / length
        vector = vectors[:, i]
        vector[i + 1] = 1.0
        vector[i + 2 :] = column[2:] / (head - length)
        image = dsymv(factors[i], rest, vector, lower=1)
        image -= factors[i] * (before @ (after.T @ vector) + after @ (before.T @ vector))
        image -= (factors[i] / 2 * (image @ vector)) * vector
        others[i + 1 :, i] = image[i + 1 :]
    return vectors, factors, others


def _updated(rest: FloatArray, width: int, vectors: FloatArray, others: FloatArray) -> FloatArray:
    """Give what is left of the matrix after some columns, with the reflections from both sides."""
    from scipy.linalg.blas import dsyr2k

    left = np.asfortranarray(rest[width:, width:])
    v, w = (np.asfortranarray(part[width:]) for part in (vectors, others))
    return np.asarray(dsyr2k(-1.0, v, w, beta=1.0, c=left, lower=1, overwrite_c=1))


def _triangle(vectors: FloatArray, factors: FloatArray) -> FloatArray:
    """Give T in I - V T V', the product of the reflections (Schreiber and Van Loan 1989)."""
    products, triangle = vectors.T @ vectors, np.zeros((len(factors), len(factors)))
    for i, factor in enumerate(factors):
        triangle[:i, i] = -factor * (triangle[:i, :i] @ products[:i, i])
        triangle[i, i] = factor
    return triangle
