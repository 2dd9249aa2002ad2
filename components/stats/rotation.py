"""Rotations of least squares, for many pairs of configurations at once.

Convention: coordinates are rows, so that an object ``x`` (landmarks, axes) is turned by
``x @ rotation``. The rotation that brings ``x`` closest to ``y`` is the one that maximises
``trace(rotation.T @ cross)`` with ``cross = x.T @ y``, both centred.
"""

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray

NEWTON_STEPS = 8
"""Enough for nearly every matrix within the limit below; the SVD takes the others."""

WELL_DEFINED = 1e-3
"""Least (s1 + s2) (s2 + s3) (s3 + s1) of a matrix of norm 1 for the closed form."""


def rotations(cross: FloatArray, *, reflect: bool = False) -> FloatArray:
    """Orthogonal matrices (n, k, k) that maximise ``trace(rotation.T @ cross)`` for each.

    ``cross`` is (n, k, k). They are proper rotations (determinant 1), for mirror-image forms
    the best proper one; with ``reflect`` a reflection is taken where it fits better. Where
    ``cross`` leaves the choice open (rank below k - 1) one of the best is returned, the
    identity for zeros.

    2-D: closed form. 3-D: the sum of the signed singular values is the largest root of a
    quartic (Horn 1987; Theobald 2005), and the polar factor a polynomial in ``cross`` with
    coefficients in that root; matrices with an ill-defined rotation and all other k: singular
    value decomposition (Kabsch 1976; Umeyama 1991). Inside, the objects are the last axis, and
    quickest is a ``cross`` that is a view of such an array; so is the result in 2-D and 3-D.
    """
    if reflect:
        # Mirroring the last axis of the target turns the best reflection into a rotation.
        handed = np.ones(cross.shape[:2])
        handed[np.linalg.slogdet(cross)[0] < 0, -1] = -1
        return rotations(cross * handed[:, None, :]) * handed[:, None, :]
    if cross.shape[-1] == 2:
        return _in_plane(cross)
    if cross.shape[-1] == 3:
        return _in_space(cross)
    return _by_svd(cross)


def _in_plane(cross: FloatArray) -> FloatArray:
    cosine = cross[:, 0, 0] + cross[:, 1, 1]
    sine = cross[:, 0, 1] - cross[:, 1, 0]
    length = np.hypot(cosine, sine)
    flat = length == 0
    length[flat] = 1
    turn = np.moveaxis(np.empty((2, 2, len(cross))), -1, 0)
    turn[:, 0, 0] = turn[:, 1, 1] = np.where(flat, 1, cosine / length)
    turn[:, 0, 1] = sine / length
    turn[:, 1, 0] = -turn[:, 0, 1]
    return turn


def _in_space(cross: FloatArray) -> FloatArray:
    """Proper rotations in 3-D, worked out with arrays (3, 3, n).

    With the singular values s1 >= s2 >= |s3| (s3 < 0 for a mirror image), the sums e1 = s1 +
    s2 + s3, e2 = s1 s2 + s2 s3 + s3 s1 and the cofactors C of A, each singular value s obeys
    ((|A|^2 + e2) s + e1 det(A) / s - s^3) = (s1 + s2) (s2 + s3) (s3 + s1) = e1 e2 - det(A),
    so that the same polynomial of matrices gives U V^T.
    """
    count = len(cross)
    a = np.ascontiguousarray(cross.reshape(count, 9).T).reshape(3, 3, count)
    length = np.sqrt(np.einsum("ijn,ijn->n", a, a))
    a = a / np.where(length > 0, length, 1)
    cofactors = _cofactors(a)
    determinant = np.einsum("jn,jn->n", a[0], cofactors[0])
    minors = np.einsum("ijn,ijn->n", cofactors, cofactors)
    e1, settled = _largest_root(minors, determinant)
    e2 = (e1 * e1 - 1) / 2
    spread = e1 * e2 - determinant
    sure = settled & (spread > WELL_DEFINED)
    polynomial = (1 + e2) * a + e1 * cofactors - _times_gram(a, a)
    polynomial /= np.where(sure, spread, 1)
    # One Newton-Schulz step squares what error is left in e1 and leaves orthogonal matrices.
    polished = 1.5 * polynomial - 0.5 * _times_gram(polynomial, polynomial)
    turn = np.moveaxis(polished, -1, 0)
    if not sure.all():
        turn[~sure] = _by_svd(cross[~sure])
    return turn


def _largest_root(
    minors: FloatArray, determinant: FloatArray
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Largest root e of (e^2 - 1)^2 - 8 det e - 4 minors, and whether Newton's steps ended.

    The start is the root for det = 0. The quartic is convex above 1 / sqrt(3), and no such sum
    of a matrix of norm 1 is smaller, so that the steps end at the largest root. A slope near
    zero (8 times the spread of `_in_space`) marks an ill-defined rotation; it stays behind.
    """
    root = np.sqrt(1 + 2 * np.sqrt(minors))
    settled = np.zeros(root.shape, dtype=np.bool_)
    for _ in range(NEWTON_STEPS):
        height = root * root - 1
        slope = 4 * (root * height - 2 * determinant)
        value = height * height - 8 * determinant * root - 4 * minors
        move = np.divide(value, slope, out=np.zeros_like(root), where=slope > WELL_DEFINED)
        root = root - move
        settled = np.abs(move) <= 1e-9
        if settled.all():
            break
    return root, settled


def _cofactors(a: FloatArray) -> FloatArray:
    """Cofactors of (3, 3, n) matrices: each row is the cross product of the other two."""
    cofactors = np.empty_like(a)
    for i in range(3):
        first, second = a[(i + 1) % 3], a[(i + 2) % 3]
        for j in range(3):
            u, v = (j + 1) % 3, (j + 2) % 3
            cofactors[i, j] = first[u] * second[v] - first[v] * second[u]
    return cofactors


def _times_gram(a: FloatArray, b: FloatArray) -> FloatArray:
    """Multiply (3, 3, n) matrices: ``a @ b.T @ b``."""
    gram = np.einsum("ijn,ikn->jkn", b, b)
    return np.asarray(np.einsum("ijn,jkn->ikn", a, gram))


def _by_svd(cross: FloatArray) -> FloatArray:
    u, _, vt = np.linalg.svd(cross)
    mirrored = np.linalg.det(u) * np.linalg.det(vt) < 0
    u[mirrored, :, -1] *= -1  # the smallest singular value loses least
    return np.asarray(u @ vt)


def principal_axes(shape: FloatArray) -> FloatArray:
    """Rotate a centred shape (landmarks, k) to its principal axes: a (k, k) proper rotation.

    The axes come in descending order of variance; on each, the landmark that lies farthest
    out (the first of equals) is positive, and the last axis keeps the shape's handedness.
    Where variances are equal (a square, a regular polygon) the farthest landmark of that
    plane fixes the first of its axes, and so on, so that the result never depends on how the
    shape was turned before.
    """
    values, axes = np.linalg.eigh(shape.T @ shape)
    values, axes = values[::-1], axes[:, ::-1].copy()
    starts = np.flatnonzero(np.r_[True, -np.diff(values) > 1e-8 * values[0]])
    for start, end in zip(starts, [*starts[1:], len(values)], strict=True):
        axes[:, start:end] = _anchored(shape, axes[:, start:end])
    axes[:, -1] *= np.sign(np.linalg.det(axes))
    return axes


def _anchored(shape: FloatArray, axes: FloatArray) -> FloatArray:
    """Turn axes (k, d) within their own space towards its farthest landmarks, one by one."""
    points = shape @ axes
    basis: list[FloatArray] = []
    for _ in range(axes.shape[1]):
        reach = np.linalg.norm(points, axis=1)
        if reach.max() <= 1e-12 * np.linalg.norm(shape):
            return axes  # nothing extends there: any axes do
        farthest = points[np.argmax(reach >= (1 - 1e-6) * reach.max())]
        basis.append(farthest / np.linalg.norm(farthest))
        points = points - np.outer(points @ basis[-1], basis[-1])
    return np.asarray(axes @ np.array(basis).T)
