"""Principal components after one object is taken out, for many objects at once.

Without object z the sums of squares and cross products of principal component scores are
``diag(poles) - z z'`` (z scaled): a change of rank one, whose eigenvalues are the roots of the
secular equation ``1 = sum(z_j^2 / (poles_j - x))``, one between any two poles (Golub 1973,
SIAM Review 15: 318-334, section 5). Only the largest are looked for, all objects together.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray

_ROUNDS = 60
_FEW = 14  # poles; up to here an eigendecomposition of each matrix takes less time
_MINORITY = 0.5  # share of the roots that go on alone
_LAST_STEP = 1e-9  # each step squares the error, so that the next would change nothing


def downdated_components(
    poles: FloatArray, rows: FloatArray, count: int
) -> tuple[FloatArray, FloatArray]:
    """Give the ``count`` largest eigenvalues and eigenvectors of ``diag(poles) - z z'``.

    poles : (r,) positive, in falling order, with r > count.
    rows : (b, r), one z in each row.
    Returns eigenvalues (b, count) in falling order and eigenvectors (b, count, r).
    """
    if len(poles) <= _FEW:
        values, vectors = np.linalg.eigh(np.diag(poles) - rows[:, :, None] * rows[:, None, :])
        return values[:, : -count - 1 : -1], np.swapaxes(vectors[:, :, : -count - 1 : -1], 1, 2)
    # Equal poles and zeros in z have eigenvectors that the equation cannot give; moved by a
    # few units in the last digits they have.
    poles = poles * (1 + 1e-14 * np.arange(len(poles))[::-1])
    least = 1e-12 * np.sqrt(poles)
    rows = np.where(np.abs(rows) < least, np.copysign(least, rows), rows)
    squares = rows**2
    offsets, edge, start, base = _nearest_poles(poles, squares, count)
    shift = _roots(offsets, squares, edge, start)
    vectors = rows[:, None, :] / (offsets - shift[..., None])
    vectors /= np.sqrt(np.einsum("bmr,bmr->bm", vectors, vectors))[..., None]
    return base + shift, vectors


def _nearest_poles(
    poles: FloatArray, squares: FloatArray, count: int
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Count from the pole that is nearer to each root, where differences lose no digits.

    Returns the poles (b, count, r), and (b, count) each: the middle of the interval, a first
    guess of the root, both as differences from that pole, and the pole itself.
    """
    upper, lower = poles[:count], poles[1 : count + 1]
    half = (upper - lower) / 2
    below, above = poles - upper[:, None], poles - lower[:, None]
    at_middle = 1 - squares @ (1 / (below + half[:, None])).T
    near_upper = at_middle > 0
    offsets = np.where(near_upper[..., None], below, above)
    edge = np.where(near_upper, -half, half)
    guess = np.where(
        near_upper,
        _first_order(below, squares, np.arange(count)),
        _first_order(above, squares, np.arange(1, count + 1)),
    )
    inside = (np.abs(guess) < half) & (guess * edge > 0)
    return offsets, edge, np.where(inside, guess, edge), np.where(near_upper, upper, lower)


def _first_order(offsets: FloatArray, squares: FloatArray, own: NDArray[np.intp]) -> FloatArray:
    """Root (b, count) next to a pole, the other poles taken as far away.

    ``offsets`` (count, r) are differences from that pole, whose place is ``own`` (count,).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        others = 1 / offsets
        others[np.arange(len(own)), own] = 0
        return np.asarray(-squares[:, own] / (1 - squares @ others.T))


class _Brackets(NamedTuple):
    """Roots (b, m) that are looked for, all counted from the pole that is nearest to each.

    ``offsets`` are the poles (b, m, r) and ``squares`` (b, r) their weights; ``above`` (m, r),
    or (b, m, r), is 1 at the poles above a root. ``upper`` and ``lower`` (b, m) are the poles next
    to it; it lies between ``low`` and ``high``.
    """

    offsets: FloatArray
    squares: FloatArray
    above: FloatArray
    upper: FloatArray
    lower: FloatArray
    low: FloatArray
    high: FloatArray

    def only(self, some: NDArray[np.bool_]) -> "_Brackets":
        """Give some of the roots, each as if it were the only one of its object."""
        objects, roots = np.nonzero(some)
        above = np.broadcast_to(self.above, self.offsets.shape)
        chosen = (part[some][:, None] for part in (self.upper, self.lower, self.low, self.high))
        return _Brackets(
            self.offsets[some][:, None],
            self.squares[objects],
            above[objects, roots][:, None],
            *chosen,
        )


def _roots(
    offsets: FloatArray, squares: FloatArray, edge: FloatArray, start: FloatArray
) -> FloatArray:
    """Roots of the secular equation between the poles k and k + 1, k = 0, 1, ..."""
    index = np.arange(offsets.shape[1])
    above = (np.arange(offsets.shape[2]) <= index[:, None]).astype(np.float64)
    upper, lower = offsets[:, index, index], offsets[:, index, index + 1]
    low, high = np.minimum(edge, 0), np.maximum(edge, 0)  # the root is in the nearer half
    return _found(_Brackets(offsets, squares, above, upper, lower, low, high), start)


def _found(brackets: _Brackets, shift: FloatArray, rounds: int = _ROUNDS) -> FloatArray:
    """Roots (b, m) near ``shift``.

    The sums over the poles above and below the root are replaced by one pole each, of the same
    value and slope, so that a step is the root of a quadratic equation (Bunch, Nielsen and
    Sorensen 1978, Numerische Mathematik 31: 31-48); a step out of the bracket is halved.
    """
    weights, gaps = brackets.squares[..., None], np.empty_like(brackets.offsets)
    for done in range(1, rounds + 1):
        np.subtract(brackets.offsets, shift[..., None], out=gaps)
        np.reciprocal(gaps, out=gaps)
        value = 1 - (gaps @ weights)[..., 0]
        gaps *= gaps
        slope = (gaps @ weights)[..., 0]
        gaps *= brackets.above
        slope_up = (gaps @ weights)[..., 0]
        low = np.where(value > 0, shift, brackets.low)
        high = np.where(value > 0, brackets.high, shift)
        up, down = brackets.upper - shift, brackets.lower - shift
        moved = shift + _quadratic_step(value, up, down, slope_up, slope - slope_up)
        outside = (moved < low) | (moved > high) | (moved == 0)
        moved[outside] = (low[outside] + high[outside]) / 2
        left = np.abs(moved - shift) > _LAST_STEP * np.abs(moved)
        brackets, shift = brackets._replace(low=low, high=high), moved
        if not left.any():
            break
        if np.count_nonzero(left) < left.size * _MINORITY:  # do not work on with all for a few
            shift[left] = _found(brackets.only(left), shift[left][:, None], rounds - done)[:, 0]
            break
    return shift


def _quadratic_step(
    value: FloatArray,
    up: FloatArray,
    down: FloatArray,
    slope_up: FloatArray,
    slope_down: FloatArray,
) -> FloatArray:
    """Step to the root of ``c - q / (up - x) - s / (down - x)`` with equal value and slopes."""
    q, s = up**2 * slope_up, down**2 * slope_down
    c = value + up * slope_up + down * slope_down
    linear = c * (up + down) - q - s
    constant = up * down * value
    root = np.sqrt(np.maximum(linear**2 - 4 * c * constant, 0))
    larger = (linear + np.copysign(root, linear)) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = constant / larger, larger / c
    return np.where((one > down) & (one < up), one, other)
