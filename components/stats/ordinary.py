"""Ordinary Procrustes: forms laid over one given form (Dryden and Mardia 2016, chapter 7)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from components.errors import UserError
from components.shape.specimen import FloatArray
from components.stats.procrustes import fit
from components.stats.rotation import rotations
from components.stats.superimposition import Superimposition, centred
from components.stats.threads import fitting_blas_threads


@dataclass(frozen=True, eq=False)
class OrdinaryFit:
    """One form laid over another: ``fitted = scale * source @ rotation + translation``.

    ``fitted`` (landmarks, axes), ``translation`` (axes,) and ``residual_ss``, the sum of the
    squared distances left between the landmarks, are in the units of the target; ``rotation``
    is (axes, axes).
    """

    fitted: FloatArray
    rotation: FloatArray
    scale: float
    translation: FloatArray
    residual_ss: float


def align_to(
    coords: ArrayLike,
    reference: ArrayLike,
    *,
    scale: bool = True,
    reflect: bool = False,
    tangent: bool = True,
) -> Superimposition:
    """Superimpose each object on a reference that stays as it is, such as an older consensus.

    ``coords`` is (objects, landmarks, axes) and ``reference`` (landmarks, axes), both without
    missing values. Objects and reference get centroid size 1 and the objects are projected
    into the tangent space at the reference, as in `procrustes` (the options mean the same),
    so that new objects come to lie among those that the reference was the consensus of.
    The consensus of the result is the reference, centred.

    Raises `UserError` as `procrustes` does, and where the reference has other landmarks.
    """
    with fitting_blas_threads(1):
        forms, sizes = centred(coords, scale=scale)
        target = _one_form(reference)
        if forms.shape[1:] != target.shape:
            raise UserError(
                f"The reference has {len(target)} landmarks in {target.shape[1]} axes, the objects "
                f"have {forms.shape[1]} in {forms.shape[2]}; choose a reference of the same scheme."
            )
        consensus = centred(target[None], scale=scale)[0][0]
        distances = fit(forms, consensus, reflect=reflect, full=False, tangent=tangent and scale)
    return Superimposition(forms, consensus, sizes, distances)


def ordinary_procrustes(
    source: ArrayLike, target: ArrayLike, *, scale: bool = True, reflect: bool = False
) -> OrdinaryFit:
    """Move, turn and (with ``scale``) scale one form to fit another best by least squares.

    Both are (landmarks, axes) without missing values. A mirror image is turned into the best
    proper rotation; ``reflect`` lets it be mirrored instead.
    """
    pair = _pair(source, target)
    (x, y), sizes = centred(pair, scale=False)
    cross = x.T @ y
    rotation = np.ascontiguousarray(rotations(cross[None], reflect=reflect)[0])
    factor = float(np.vdot(rotation, cross)) / float(sizes[0]) ** 2 if scale else 1.0
    fitted = factor * x @ rotation
    residual_ss = float(np.sum((fitted - y) ** 2))
    start, middle = pair.mean(axis=1)
    translation = middle - factor * start @ rotation
    return OrdinaryFit(fitted + middle, rotation, factor, translation, residual_ss)


def riemannian_distance(first: ArrayLike, second: ArrayLike, *, reflect: bool = False) -> float:
    """Angle rho between two shapes (landmarks, axes), in radians from 0 to pi / 2.

    The shortest way between them in Kendall's shape space; sin(rho) is the full and
    2 sin(rho / 2) the partial Procrustes distance. With ``reflect`` mirror images are equal.
    """
    (x, y), _ = centred(_pair(first, second), scale=True)
    turn = rotations((x.T @ y)[None], reflect=reflect)[0]
    # The chord keeps its digits where the cosine of a small angle has lost them.
    chord = float(np.linalg.norm(x @ turn - y))
    return float(2 * np.arcsin(min(chord / 2, 1.0)))


def _pair(first: ArrayLike, second: ArrayLike) -> FloatArray:
    forms = _one_form(first), _one_form(second)
    if forms[0].shape != forms[1].shape:
        raise UserError(
            f"The forms have {len(forms[0])} landmarks in {forms[0].shape[1]} axes and "
            f"{len(forms[1])} in {forms[1].shape[1]}; only forms of one scheme can be fitted."
        )
    return np.stack(forms)


def _one_form(values: ArrayLike) -> FloatArray:
    form = np.asarray(values, dtype=np.float64)
    if form.ndim != 2:
        raise ValueError(f"one form must be (landmarks, axes), not {form.shape}")
    return form
