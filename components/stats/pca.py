"""Principal component analysis of shapes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from components.errors import UserError
from components.shape.specimen import FloatArray
from components.stats.rows import rows_of
from components.stats.threads import fitting_blas_threads

NO_VARIANCE = 1e-7
"""Components whose standard deviation is less than this share of the first are rounding.

Aligned shapes always lack dimensions (position, size, rotation), but superimposition
converges only to about 1e-10, so that these dimensions keep a trace of variance.
"""

_EXACT_ENOUGH = 3e-4
# The cross-product matrix gives the square of a standard deviation to about 1e-15 of the first
# square: above this share of the first the eigenvalue has eight digits, below it is refined.

_BLOCK = 1024  # rows that are centred at a time, so that they stay in the processor's cache


@dataclass(frozen=True, eq=False)
class PCA:
    """Principal components: all that have variance, in falling order.

    mean : the mean in the shape of one object, (p, k) or (variables,).
    axes : (components, variables), orthonormal rows. The sign is fixed by the loadings alone:
        the largest in absolute value is positive (the first of them where several are equal).
    scores : (n, components), in the units of the shapes.
    eigenvalues : (components,) variances of the scores, divisor n - 1.
    """

    mean: FloatArray
    axes: FloatArray
    scores: FloatArray
    eigenvalues: FloatArray

    @property
    def explained(self) -> FloatArray:
        """Share of each component in the total variance, (components,); adds up to 1."""
        return np.asarray(self.eigenvalues / self.eigenvalues.sum())

    @property
    def cumulative(self) -> FloatArray:
        """Share of the first, the first two, ... components in the total variance."""
        return np.cumsum(self.explained)

    def shape_at(self, scores: ArrayLike) -> FloatArray:
        """Shapes at places of the shape space: (..., m) scores give (..., *one object).

        Components that are not given (m < components) are zero.
        """
        values = np.asarray(scores, dtype=np.float64)
        flat = values @ self.axes[: values.shape[-1]]
        return self.mean + flat.reshape(values.shape[:-1] + self.mean.shape)

    def project(self, shapes: ArrayLike) -> FloatArray:
        """Scores of other shapes, superimposed on the same consensus, on these axes."""
        rows, shape = rows_of(shapes)
        if shape != self.mean.shape:
            raise UserError(
                f"The new shapes have {shape} values each, the analysis has {self.mean.shape}; "
                "use the landmarks that were analysed."
            )
        return (rows - self.mean.ravel()) @ self.axes.T


def pca(shapes: ArrayLike) -> PCA:
    """Principal components of the covariance matrix of shapes (n, p, k) or rows (n, variables).

    The eigenvectors are those of the smaller of the two cross-product matrices (variables or
    objects; Jolliffe 2002, section 3.5), made exact by a second pass where eigenvalues are
    small. Raises `UserError` for fewer than two objects and for objects that are all the same.
    """
    rows, shape = rows_of(shapes)
    if len(rows) < 2:
        raise UserError("A principal component analysis needs at least 2 objects; there is 1.")
    mean = rows.mean(axis=0)
    if rows.shape[0] >= rows.shape[1]:
        scores, spread, axes = _decompose(rows, mean)
        axes = axes.T
    else:
        centred = (rows - mean).T
        axes, spread, objects = _decompose(centred, np.zeros(len(rows)))
        axes, scores = (axes / spread).T, objects * spread
    if not spread.size or spread[0] <= 1e-10 * np.abs(mean).max() * np.sqrt(len(rows)):
        raise UserError(
            f"All {len(rows)} objects have the same shape, so that there is nothing to analyse; "
            "check that they are not copies of one object."
        )
    signs = axis_signs(axes)
    if (signs < 0).any():
        axes, scores = axes * signs[:, None], scores * signs
    return PCA(
        mean=mean.reshape(shape),
        axes=axes,
        scores=scores,
        eigenvalues=spread**2 / (len(rows) - 1),
    )


def axis_signs(axes: FloatArray) -> FloatArray:
    """Give the sign, 1 or -1, that makes the largest loading of each row positive.

    Loadings within a millionth of the largest count as equal and the first of them decides,
    so that rounding does not turn the axes of symmetric shapes.
    """
    sizes = np.abs(axes)
    first = np.argmax(sizes >= sizes.max(axis=1, keepdims=True) * (1 - 1e-6), axis=1)
    return np.where(axes[np.arange(len(axes)), first] < 0, -1.0, 1.0)


def _decompose(tall: FloatArray, mean: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Singular values s of ``tall - mean`` = U s V', with (m, c) U s and (variables, c) V."""
    # A product of tall matrices works like that of square ones with as many multiplications.
    with fitting_blas_threads(round(np.cbrt(tall.size * len(mean)))):
        products = _cross_products(tall, mean)
        with fitting_blas_threads(len(mean)):
            squares, vectors = np.linalg.eigh(products)
        squares, vectors = squares[::-1], np.ascontiguousarray(vectors[:, ::-1])
        vectors *= axis_signs(vectors.T)
        sure = int(np.count_nonzero(squares > NO_VARIANCE * squares[0]))
        turned, squares = _turn(tall, mean, vectors, sure)
        # Where an eigenvalue is only rounding, the length of the turned column is still right.
        order = np.argsort(-squares, kind="stable")
        order = order[squares[order] > NO_VARIANCE**2 * squares.max()]
        if not np.array_equal(order, np.arange(sure)):
            vectors = vectors[:, order]
            turned, squares = _turn(tall, mean, vectors, len(order))
        spread, vectors = np.sqrt(squares[: len(order)]), vectors[:, : len(order)]
        if spread.size and spread[-1] < _EXACT_ENOUGH * spread[0]:
            with fitting_blas_threads(len(mean)):
                triangle = np.linalg.qr(turned / spread, mode="r") * spread
                _, spread, turn = np.linalg.svd(triangle)
            vectors, turned = vectors @ turn.T, turned @ turn.T
    return turned, spread, vectors


def _cross_products(tall: FloatArray, mean: FloatArray) -> FloatArray:
    """``X'X`` of the centred rows X, block by block instead of a centred copy."""
    total = np.zeros((len(mean), len(mean)))
    for block, _ in _centred(tall, mean):
        total += block.T @ block
    return total


def _turn(
    tall: FloatArray, mean: FloatArray, vectors: FloatArray, keep: int
) -> tuple[FloatArray, FloatArray]:
    """``X V`` of the centred rows X (its first columns), and the sums of squares of all of it."""
    turned = np.empty((len(tall), keep))
    squares = np.zeros(vectors.shape[1])
    buffer = np.empty((min(_BLOCK, len(tall)), vectors.shape[1]))
    for block, place in _centred(tall, mean):
        part = np.matmul(block, vectors, out=buffer[: len(block)])
        squares += np.einsum("ij,ij->j", part, part)
        turned[place] = part[:, :keep]
    return turned, squares


def _centred(tall: FloatArray, mean: FloatArray) -> Iterator[tuple[FloatArray, slice]]:
    """Blocks of ``tall - mean`` and where they stand; each is gone when the next is asked for."""
    buffer = np.empty((min(_BLOCK, len(tall)), len(mean)))
    for start in range(0, len(tall), _BLOCK):
        place = slice(start, min(start + _BLOCK, len(tall)))
        yield np.subtract(tall[place], mean, out=buffer[: place.stop - start]), place
