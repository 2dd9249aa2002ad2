"""Smooth courses, strokes of changing width and soft masks: what a drawing is made of."""

from collections.abc import Iterable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from scipy.interpolate import CubicSpline

from components.shape.specimen import FloatArray

STEPS = 24  # points on each stretch of a course
_FINER = 3  # how many times finer than the picture a mask is drawn


def course(points: FloatArray, steps: int = STEPS) -> FloatArray:
    """Lay a smooth curve (samples, 2) through all points (n, 2), ``steps`` for each stretch.

    A cubic spline over centripetal knots (Lee 1989), which does not loop at uneven distances.
    """
    gaps = np.sqrt(np.linalg.norm(np.diff(points, axis=0), axis=1))
    knots = np.concatenate([[0.0], np.cumsum(gaps)])
    samples = np.interp(np.linspace(0, len(gaps), len(gaps) * steps + 1), range(len(knots)), knots)
    return np.asarray(CubicSpline(knots, points, bc_type="natural")(samples))


def outward(line: FloatArray) -> FloatArray:
    """Find unit normals (n, 2) on the left of a line, as seen in a picture with y down."""
    along = np.gradient(line, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    return np.stack([along[:, 1], -along[:, 0]], axis=1)


def stroke(line: FloatArray, begin: float, end: float) -> FloatArray:
    """Outline a line that is ``begin`` pixels wide at one end and ``end`` at the other."""
    half = np.linspace(begin, end, len(line))[:, None] / 2 * outward(line)
    return np.concatenate([line + half, (line - half)[::-1]])


def mask(polygons: Iterable[FloatArray], size: tuple[int, int]) -> FloatArray:
    """Measure how far each pixel lies inside any of the polygons: (height, width), 0 to 1.

    Pixel (column, row) covers the square from (column, row) to (column + 1, row + 1).
    """
    fine = Image.new("L", (size[0] * _FINER, size[1] * _FINER))
    pen = ImageDraw.Draw(fine)
    for polygon in polygons:
        # Pillow means the middle of a pixel by a whole number.
        pen.polygon([tuple(point) for point in polygon * _FINER - 0.5], fill=255)
    return np.asarray(fine.reduce(_FINER), dtype=np.float64) / 255


def blurred(layer: FloatArray, radius: float) -> FloatArray:
    """Soften a mask by a Gaussian of this standard deviation in pixels."""
    picture = Image.fromarray((np.clip(layer, 0, 1) * 255).astype(np.uint8))
    softened = picture.filter(ImageFilter.GaussianBlur(radius))
    return np.asarray(softened, dtype=np.float64) / 255


def clouds(cells: tuple[int, int], size: tuple[int, int], rng: np.random.Generator) -> FloatArray:
    """Draw a smooth random field (height, width) with about ``cells`` hills, within -1 and 1."""
    coarse = rng.integers(0, 256, (cells[1] + 2, cells[0] + 2)).astype(np.uint8)
    field = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(field, dtype=np.float64) / 127.5 - 1
