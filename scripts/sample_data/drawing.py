"""Drawn photographs of simulated wings: a membrane on lit glass, veins through the landmarks.

Layers are arrays (height, width) between 0 and 1; each darkens the light (height, width, 3)
beneath it as a thin film does, so that colours come out of what a material takes away.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy.interpolate import RBFInterpolator

from components.shape.specimen import FloatArray
from scripts.sample_data import wings
from scripts.sample_data.masks import STEPS, blurred, clouds, course, mask, outward, stroke
from scripts.sample_data.wings import PHOTOGRAPH, Through, Wing

Warp = Callable[[FloatArray], FloatArray]

_GLASS = np.array([0.900, 0.905, 0.885])  # the lit slide
_MEMBRANE = np.array([0.20, 0.27, 0.42])  # what a material takes from red, green and blue
_CHITIN = np.array([0.68, 0.82, 0.93])
_PAPER = (246, 244, 236)
_PIGMENT = {"simulated alba": 0.0, "simulated brevis": 0.5, "simulated clara": 0.0}

_FOLDS: tuple[Through, ...] = (
    ((330, 212), (520, 212), (760, 196), (955, 196)),
    ((340, 138), (520, 128), (640, 112), (690, 96), (860, 62)),
    ((250, 84), (360, 62), (520, 26), (590, 6)),
    ((300, 290), (480, 340), (640, 366)),
    ((330, 250), (560, 272), (760, 300), (890, 290)),
)
_HINGE: tuple[tuple[Through, float], ...] = (  # sclerites where the wing was cut off, depths
    (((-44, 214), (-30, 232), (-4, 226), (6, 200), (-6, 172), (-34, 176), (-44, 214)), 0.45),
    (((-40, 240), (-18, 250), (6, 240), (10, 222), (-14, 214), (-36, 220), (-40, 240)), 0.75),
    (((-30, 212), (-8, 214), (10, 202), (-2, 192), (-24, 198), (-30, 212)), 0.7),
    (((-28, 192), (-6, 194), (4, 182), (-12, 172), (-28, 178), (-28, 192)), 0.6),
)


def photograph(wing: Wing) -> Image.Image:
    """Draw a wing on its slide, with a label and a scale bar."""
    rng = np.random.default_rng([wings.SEED, int(wing.specimen[-2:])])
    warp = _warp(wing)
    light = _glass(rng)
    membrane, hairs, chitin = _wing_layers(wing, warp, rng)
    light = light * (1 - 0.07 * blurred(np.roll(membrane, (5, 4), (0, 1)), 5)[..., None])
    thickness = membrane * _thickness(wing, warp, chitin, rng)
    light = light * (1 - thickness[..., None] * _MEMBRANE)
    light = light + 0.018 * membrane[..., None] * _interference(rng)
    sclerites = [(blurred(_filled(warp, blob), 1.1), depth) for blob, depth in _HINGE]
    for layer, depth in (*sclerites, (blurred(chitin, 1.6), 0.25), (hairs, 0.7), (chitin, 0.93)):
        light = light * (1 - depth * layer[..., None] * _CHITIN)
    light = light + rng.normal(0, 0.006, (*light.shape[:2], 1))
    picture = Image.fromarray((np.clip(light, 0, 1) * 255).round().astype(np.uint8))
    _write(picture, wing)
    return picture


def scale_bar(wing: Wing) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the bar of 1 mm (right and bottom are not in it)."""
    width, height = PHOTOGRAPH
    return width - 40 - round(1 / wing.species.scale), height - 40, width - 40, height - 35


def in_picture(points: FloatArray) -> FloatArray:
    """Turn points (n, 2) with y up into points with y down, as rows of pixels are counted."""
    return points * (1, -1) + (0, PHOTOGRAPH[1])


def _warp(wing: Wing) -> Warp:
    """Make the thin-plate spline from the plan to the photograph, exact at the landmarks."""
    spline = RBFInterpolator(wings.PLAN, in_picture(wing.landmarks), kernel="thin_plate_spline")
    return lambda points: np.asarray(spline(points))


def _points(through: Through) -> FloatArray:
    """Look up the points of the plan (n, 2) that a course goes through."""
    return np.array([wings.PLAN[p - 1] if isinstance(p, int) else p for p in through])


def _filled(warp: Warp, blob: Through) -> FloatArray:
    return mask([warp(course(_points(blob), 8))], PHOTOGRAPH)


def _glass(rng: np.random.Generator) -> FloatArray:
    """Light the empty slide: brightest in the middle, a little uneven, some dust."""
    width, height = PHOTOGRAPH
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    evenness = 1.03 - 0.10 * (x**2 + y**2) + 0.012 * clouds((4, 3), PHOTOGRAPH, rng)
    specks = [
        at + rng.uniform(0.4, 1.3) * np.array([[-1, 0], [0, -1], [1, 0], [0, 1]])
        for at in rng.uniform((0, 0), PHOTOGRAPH, (14, 2))
    ]
    dust = blurred(mask(specks, PHOTOGRAPH), 0.8)
    return np.asarray(_GLASS * (evenness * (1 - 0.3 * dust))[..., None])


def _wing_layers(
    wing: Wing, warp: Warp, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Draw membrane, hairs and veins as masks, without what is torn off."""
    strokes = [stroke(warp(course(_points(c))), *w) for c, *w in wings.VEINS.values()]
    rim = warp(course(_points((*wings.COSTA, *wings.HIND_MARGIN))))
    costa, hind = np.split(rim, [(len(wings.COSTA) - 1) * STEPS + 1])
    alula = warp(course(_points(wings.ALULA)))
    strokes += [stroke(costa, 5.0, 2.2), stroke(hind, 1.5, 1.1), stroke(alula, 1.1, 1.4)]
    left = 1 - mask(_tears(wing, rng), PHOTOGRAPH)
    membrane = mask([np.vstack([rim, alula])], PHOTOGRAPH)
    chitin = mask(strokes, PHOTOGRAPH)
    hairs = [*_hairs(costa, 3.4, 5.5, 1.1, rng), *_hairs(hind, 2.3, 5.0, 0.55, rng)]
    fringe = mask(hairs + _hairs(alula, 2.3, 5.0, 0.55, rng), PHOTOGRAPH) * (1 - chitin)
    return membrane * left, fringe * left, chitin * left


def _tears(wing: Wing, rng: np.random.Generator) -> list[FloatArray]:
    """Draw ragged outlines round the landmarks that are torn off, and round no other."""
    torn = [number - 1 for number in wing.torn]
    points = in_picture(wing.landmarks)
    kept = np.delete(points, torn, axis=0)
    angles = np.linspace(0, 2 * np.pi, 17, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    tears = []
    for middle in points[torn]:
        reach = min(24.0, 0.8 * np.linalg.norm(kept - middle, axis=1).min())
        tears.append(middle + rng.uniform(0.55, 1.0, (17, 1)) * reach * circle)
    return tears


def _hairs(
    line: FloatArray, apart: float, length: float, width: float, rng: np.random.Generator
) -> list[FloatArray]:
    """Set pointed hairs along a margin, leaning towards the tip of the wing; lengths in pixels."""
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    at = np.arange(8.0, run[-1], apart)
    at += rng.uniform(-0.3, 0.3, len(at))
    roots = np.stack([np.interp(at, run, line[:, k]) for k in (0, 1)], axis=1)
    normals = np.stack([np.interp(at, run, outward(line)[:, k]) for k in (0, 1)], axis=1)
    lean = np.array([rng.uniform(0.5, 0.9), 0.0])
    tips = (normals + lean) * (length * rng.uniform(0.7, 1.1, len(at)))[:, None]
    across = np.stack([tips[:, 1], -tips[:, 0]], axis=1)
    across *= width / 2 / np.linalg.norm(across, axis=1, keepdims=True)
    return list(np.stack([roots + across, roots + tips, roots - across], axis=1))


def _thickness(wing: Wing, warp: Warp, chitin: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Say how much light the membrane takes: more near veins, in folds and in clouds."""
    folds = mask([stroke(warp(course(_points(f))), 1.5, 1.0) for f in _FOLDS], PHOTOGRAPH)
    depth = 0.42 + 1.1 * blurred(chitin, 11) + 0.20 * blurred(folds, 2.5)
    depth = depth + 0.05 * clouds((9, 6), PHOTOGRAPH, rng)
    spots = [warp(_points(c)) for c in ((13, 14), (15, (699, 96), 16))]
    spot = mask([stroke(line, 26, 26) for line in spots], PHOTOGRAPH)
    depth = depth + _PIGMENT[wing.species.name] * blurred(spot, 7)
    return depth + rng.normal(0, 0.035, depth.shape)  # the finest hairs of the membrane


def _interference(rng: np.random.Generator) -> FloatArray:
    """Shimmer in the faint colours of a thin film, (height, width, 3) within -1 and 1."""
    phase = 1.2 * clouds((5, 4), PHOTOGRAPH, rng)[..., None] + np.array([0.0, 1 / 3, 2 / 3])
    return np.asarray(np.cos(2 * np.pi * phase))


def _write(picture: Image.Image, wing: Wing) -> None:
    """Add the paper label and the scale bar."""
    pen = ImageDraw.Draw(picture)
    left, top, right, bottom = scale_bar(wing)
    ink = (38, 38, 42)
    pen.rectangle((left, top, right - 1, bottom - 1), fill=ink)
    pen.text(((left + right) / 2, top - 6), "1 mm", ink, ImageFont.load_default(17), anchor="mb")
    card = (30, PHOTOGRAPH[1] - 88, 282, PHOTOGRAPH[1] - 26)
    pen.rectangle(card, fill=_PAPER, outline=(196, 192, 180))
    lines = ("SIMULATED FLY WING", wing.specimen, f"{wing.species.name}, {wing.sex}")
    for row, (text, size) in enumerate(zip(lines, (12, 15, 13), strict=True)):
        at = (card[0] + 12, card[1] + (7, 23, 42)[row])
        pen.text(at, text, (120, 40, 36) if row == 0 else ink, ImageFont.load_default(size))
