"""Principal component analysis of shapes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from components.errors import Step, UserError, no_step, part_of
from components.shape.specimen import FloatArray
from components.stats.eigen import stepwise_eigenvectors
from components.stats.room import Room, in_memory, release
from components.stats.rows import column_means, rows_of
from components.stats.spreading import stretches
from components.stats.threads import fitting_blas_threads

NO_VARIANCE = 1e-7
"""Components whose standard deviation is less than this share of the first are rounding.

Aligned shapes always lack dimensions (position, size, rotation), but superimposition
converges only to about 1e-10, so that these dimensions keep a trace of variance.
"""

_EXACT_ENOUGH = 3e-4
# The cross-product matrix gives the square of a standard deviation to about 1e-15 of the first
# square: above this share of the first the eigenvalue has eight digits, below it is refined.

_EQUAL = 1 - 1e-6  # loadings of at least this share of the largest are as large

_BLOCK = 1024  # rows that are centred at a time, so that they stay in the processor's cache
_MOST = 2**22  # numbers in a block, where rows are long
_NARROW = 128  # columns; with 40, two threads on two cores take five times as long as one
_LARGE = 4000  # rows of a matrix of which the eigenvectors are found in steps, with few copies


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
        used = self.axes[: values.shape[-1]]
        flat = np.empty((*values.shape[:-1], used.shape[1]))
        for place in stretches(used.shape[1], max(1, _MOST // max(1, len(used)))):
            flat[..., place] = values @ used[:, place]
            release(used.T, place)
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


def pca(shapes: ArrayLike, *, room: Room = in_memory, step: Step = no_step) -> PCA:
    """Principal components of the covariance matrix of shapes (n, p, k) or rows (n, variables).

    The eigenvectors are those of the smaller of the two cross-product matrices (variables or
    objects; Jolliffe 2002, section 3.5), made exact by a second pass where eigenvalues are
    small. Memory-mapped shapes are read block by block, and the larger of the scores and the
    axes goes into ``room``; two matrices of the smaller side have to fit into memory.

    Raises `UserError` for fewer than two objects and for objects that are all the same.
    """
    rows, shape = rows_of(shapes)
    if len(rows) < 2:
        raise UserError("A principal component analysis needs at least 2 objects; there is 1.")
    mean = column_means(rows)
    if rows.shape[0] >= rows.shape[1]:
        scores, spread, vectors = _decompose(rows, mean[None], room, step)
        axes = vectors.T
    else:
        turned, spread, scores = _decompose(rows.T, mean[:, None], room, step)
        axes = turned.T
    if not spread.size or spread[0] <= 1e-10 * np.abs(mean).max() * np.sqrt(len(rows)):
        raise UserError(
            f"All {len(rows)} objects have the same shape, so that there is nothing to analyse; "
            "check that they are not copies of one object."
        )
    signs = axis_signs(axes)
    if rows.shape[0] < rows.shape[1]:
        _multiply(turned, signs / spread)
        _multiply(scores, signs * spread)
    elif (signs < 0).any():
        _multiply(vectors, signs)
        _multiply(scores, signs)
    return PCA(
        mean=mean.reshape(shape),
        axes=axes,
        scores=scores,
        eigenvalues=spread**2 / (len(rows) - 1),
    )


def ordination_of(shapes: ArrayLike | PCA) -> PCA:
    """Give the principal components of shapes, or what is given where it is these already."""
    return shapes if isinstance(shapes, PCA) else pca(shapes)


def axis_signs(axes: FloatArray) -> FloatArray:
    """Give the sign, 1 or -1, that makes the largest loading of each row positive.

    Loadings within a millionth of the largest count as equal and the first of them decides,
    so that rounding does not turn the axes of symmetric shapes.
    """
    if axes.size > _MOST:
        return _signs_by_columns(axes)
    sizes = np.abs(axes)
    first = np.argmax(sizes >= sizes.max(axis=1, keepdims=True) * _EQUAL, axis=1)
    return np.where(axes[np.arange(len(axes)), first] < 0, -1.0, 1.0)


def _signs_by_columns(axes: FloatArray) -> FloatArray:
    """Give the signs of `axis_signs` with a part of the columns in memory at a time."""
    largest, signs = np.zeros(len(axes)), np.zeros(len(axes))
    columns = stretches(axes.shape[1], max(1, _MOST // len(axes)))
    for place in columns:
        np.maximum(largest, np.abs(axes[:, place]).max(axis=1), out=largest)
        release(axes.T, place)
    for place in columns:
        part = axes[:, place]
        reaches = np.abs(part) >= largest[:, None] * _EQUAL
        first = part[np.arange(len(part)), reaches.argmax(axis=1)]
        new = (signs == 0) & reaches.any(axis=1)
        signs[new] = np.where(first[new] < 0, -1.0, 1.0)
        release(axes.T, place)
    return signs


def _decompose(
    tall: FloatArray, centre: FloatArray, room: Room, step: Step
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Singular values s of ``tall - centre`` = U s V', with (m, c) U s and (columns, c) V."""
    columns = tall.shape[1]
    # A product of tall matrices works like that of square ones with as many multiplications;
    # the blocks of a narrow one are over before several threads have met.
    narrow = columns < _NARROW
    with fitting_blas_threads(columns if narrow else round(np.cbrt(tall.size * columns))):
        squares, vectors = _eigenvectors(tall, centre, part_of(step, 0, 2))
        sure = int(np.count_nonzero(squares > NO_VARIANCE * squares[0]))
        report = part_of(step, 1, 2)
        turned, squares = _turn(tall, centre, vectors, room((len(tall), sure)), report)
        # Where an eigenvalue is only rounding, the length of the turned column is still right.
        order = np.argsort(-squares, kind="stable")
        order = order[squares[order] > NO_VARIANCE**2 * squares.max()]
        if not np.array_equal(order, np.arange(sure)):
            vectors = vectors[:, order]
            turned, squares = _turn(tall, centre, vectors, room((len(tall), len(order))), report)
        spread, vectors = np.sqrt(squares[: len(order)]), vectors[:, : len(order)]
        if spread.size and spread[-1] < _EXACT_ENOUGH * spread[0]:
            with fitting_blas_threads(columns):
                _, spread, turn = np.linalg.svd(_triangle(turned, spread))
            vectors = vectors @ turn.T
            for place in stretches(len(turned), _BLOCK):
                turned[place] = turned[place] @ turn.T
                release(turned, place)
    return turned, spread, vectors


def _eigenvectors(
    tall: FloatArray, centre: FloatArray, step: Step
) -> tuple[FloatArray, FloatArray]:
    """Eigenvalues of the cross-product matrix in falling order, and eigenvectors (columns)."""
    first, second = part_of(step, 0, 2), part_of(step, 1, 2)
    if tall.shape[1] < _LARGE:
        products = _cross_products(tall, centre, first)
        with fitting_blas_threads(tall.shape[1]):
            squares, vectors = np.linalg.eigh(products)
    else:  # the matrix has no name here, so that it is gone as soon as it is used up
        squares, vectors = stepwise_eigenvectors(_cross_products(tall, centre, first).T, second)
    vectors = np.ascontiguousarray(vectors[:, ::-1])
    vectors *= axis_signs(vectors.T)
    return squares[::-1], vectors


def _cross_products(tall: FloatArray, centre: FloatArray, step: Step) -> FloatArray:
    """``X'X`` of the centred rows X, block by block instead of a centred copy."""
    total = np.zeros((tall.shape[1], tall.shape[1]))
    for block, place in _centred(tall, centre):
        step(place.start, len(tall), "Principal components: products of all variables")
        total += block.T @ block
    return total


def _turn(
    tall: FloatArray, centre: FloatArray, vectors: FloatArray, out: FloatArray, step: Step
) -> tuple[FloatArray, FloatArray]:
    """``X V`` of the centred rows X (as many columns as ``out`` has), and all sums of squares."""
    squares, keep = np.zeros(vectors.shape[1]), out.shape[1]
    buffer = np.empty((min(_block_length(tall), len(tall)), vectors.shape[1]))
    for block, place in _centred(tall, centre):
        step(place.start, len(tall), "Principal components: scores")
        part = np.matmul(block, vectors, out=buffer[: len(block)])
        squares += np.einsum("ij,ij->j", part, part)
        out[place] = part[:, :keep]
        release(out, place)
    return out, squares


def _triangle(turned: FloatArray, spread: FloatArray) -> FloatArray:
    """R of the QR decomposition of ``turned``, whose columns have the lengths ``spread``."""
    triangle: FloatArray = np.empty((0, len(spread)))
    for place in stretches(len(turned), max(_BLOCK, 2 * len(spread))):
        stacked = np.vstack([triangle, turned[place] / spread])
        triangle = np.asarray(np.linalg.qr(stacked, mode="r"))
        release(turned, place)
    return triangle * spread


def _multiply(columns: FloatArray, factors: FloatArray) -> None:
    """Multiply each column by a number, in place."""
    for place in stretches(len(columns), _BLOCK):
        columns[place] *= factors
        release(columns, place)


def _centred(tall: FloatArray, centre: FloatArray) -> Iterator[tuple[FloatArray, slice]]:
    """Blocks of ``tall - centre`` and where they stand; each is gone when the next is asked for.

    ``centre`` is one row of values or one column of them.
    """
    length, columns = min(_block_length(tall), len(tall)), tall.shape[1]
    # Laid out as the rows are, so that numbers are copied as they lie.
    lying = tall.strides[0] < tall.strides[1]
    buffer = np.empty((columns, length)).T if lying else np.empty((length, columns))
    centres = np.broadcast_to(centre, tall.shape)
    strips = stretches(columns, max(1, _MOST // len(tall)) if lying else columns)
    for place in stretches(len(tall), length):
        out = buffer[: place.stop - place.start]
        for strip in strips:
            np.subtract(tall[place, strip], centres[place, strip], out=out[:, strip])
            release(*((tall.T, strip) if lying else (tall, place)))
        yield out, place


def _block_length(tall: FloatArray) -> int:
    columns: int = tall.shape[1]
    return max(1, min(_BLOCK, _MOST // columns))
