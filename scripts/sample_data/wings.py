"""Simulated fly wings: a drawn plan of the veins, and 60 wings that vary around it.

The plan is in thousandths of the wing length: x runs from the hinge to the tip, y towards the
leading edge. Everything planted is a displacement of the plan's landmarks in these units.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray
from components.stats.simulate import smooth_fields

SEED = 10
PHOTOGRAPH = (700, 450)  # width and height in pixels
SWAPPED = ("sim_wing_37", 15, 16)  # the planted outlier: two landmarks in the wrong order
TORN = 11  # missing landmarks, about 1 % of all

LANDMARK_NAMES = (
    *("humeral vein on costa", "end of Sc", "end of R1", "end of R2+3", "end of R4+5"),
    *("end of M1", "end of CuA1", "end of A1", "incision of the alula", "humeral vein on Sc"),
    *("fork of R1 and Rs", "fork of R2+3 and R4+5", "r-m on R4+5", "r-m on M", "dm-cu on M"),
    *("dm-cu on CuA1", "bm-cu on M", "bm-cu on CuA1"),
)

PLAN: FloatArray = np.array(
    [
        *((112, 303), (345, 378), (480, 397), (822, 343), (972, 226), (984, 168)),
        *((735, 12), (432, -6), (188, 62), (118, 270), (208, 266), (287, 250)),
        *((505, 240), (512, 181), (715, 141), (660, 50), (272, 172), (262, 127)),
    ],
    dtype=np.float64,
)

# A vein is a smooth curve through landmarks (whole numbers, from 1) and points of the plan.
Through = tuple[int | tuple[float, float], ...]

COSTA: Through = ((-12, 210), (45, 262), 1, (222, 348), 2, 3, (650, 392), 4, (912, 290), 5, 6)
HIND_MARGIN: Through = ((938, 86), (850, 40), 7, (580, -12), 8, (315, 2), (240, 26), 9)
ALULA: Through = (9, (164, 38), (118, 38), (76, 72), (40, 124), (-8, 172))

VEINS: dict[str, tuple[Through, float, float]] = {  # course, width at its begin and at its end
    "Sc": (((-8, 203), (55, 238), 10, (215, 318), (290, 356), 2), 2.2, 1.6),
    "R1": (((-12, 200), (90, 231), 11, (315, 305), (405, 357), 3), 4.4, 2.4),
    "R2+3": ((11, (246, 254), 12, (330, 256), (450, 293), (620, 334), (735, 348), 4), 2.6, 1.9),
    "R4+5": ((12, (330, 241), (400, 237), 13, (700, 252), (860, 246), 5), 2.6, 1.9),
    "M": (((-10, 190), (120, 190), 17, (390, 174), 14, (615, 164), 15, (830, 138), 6), 3.0, 1.7),
    "CuA1": (((120, 190), (190, 160), 18, (400, 99), (540, 74), 16, (705, 34), 7), 2.8, 1.7),
    "A1": (((-8, 180), (110, 138), (215, 93), (320, 48), 8), 2.4, 1.3),
    "CuA2": ((18, (246, 104), (215, 93)), 1.7, 1.7),
    "h": ((1, 10), 2.0, 2.0),
    "r-m": ((13, 14), 2.0, 2.0),
    "dm-cu": ((15, (699, 96), 16), 2.0, 2.0),
    "bm-cu": ((17, 18), 1.8, 1.8),
}


@dataclass(frozen=True)
class Species:
    """A simulated species: mean wing length in mm, magnification, and what sets it apart.

    ``scale`` is mm per pixel of its photographs; ``width`` stretches y; ``moves`` maps
    landmarks to displacements of the plan.
    """

    name: str
    length: float
    scale: float
    width: float
    moves: dict[int, tuple[float, float]]


SPECIES = (
    Species("simulated alba", 5.2, 0.0100, 1.0, {}),
    Species(
        "simulated brevis", 5.0, 0.0100, 1.03, {15: (-30, 4), 16: (-27, 3), 3: (12, 0), 7: (-18, 0)}
    ),
    Species(
        "simulated clara", 6.5, 0.0125, 0.97, {13: (28, 2), 14: (26, 0), 4: (-20, 6), 12: (14, -1)}
    ),
)
SEXES = ("female", "male")
MALE_MOVES = {4: (10, 3), 5: (6, -6), 8: (-14, 0), 17: (12, 0), 18: (12, -4)}
MALE_LOG_SIZE = -0.09
LOG_SIZE_SD = 0.065
ALLOMETRY = 1.0  # how much the outer wing narrows for one unit of log size
LOCALITIES = ("simulated coast", "simulated ridge", "simulated valley")
MODE_SD = 0.016 * 0.8 ** np.arange(9)  # in Procrustes distance
SCATTER = 4.5  # standard deviation of each coordinate


@dataclass(frozen=True, eq=False)
class Wing:
    """One wing: ``landmarks`` (18, 2) in pixels, y up, all of them as drawn; ``torn`` from 1."""

    specimen: str
    species: Species
    sex: str
    locality: str
    age: float
    landmarks: FloatArray
    torn: tuple[int, ...]

    @property
    def image(self) -> str:
        """Name of its photograph, relative to the TPS file."""
        return f"images/wing_{self.specimen[-2:]:0>3}.jpg"

    def digitised(self) -> FloatArray:
        """Return the landmarks as they are in the file: without the torn, two of one swapped."""
        points = self.landmarks.copy()
        points[[number - 1 for number in self.torn]] = np.nan
        name, one, other = SWAPPED
        if self.specimen == name:
            points[[one - 1, other - 1]] = points[[other - 1, one - 1]]
        return points


def mean_shape(species: Species, sex: str, log_size: float = 0.0) -> FloatArray:
    """Return the plan (18, 2) of a species and sex, ``log_size`` above the mean of all."""
    points = PLAN.copy()
    moves = [*species.moves.items(), *(MALE_MOVES.items() if sex == "male" else ())]
    for number, move in moves:
        points[number - 1] += move
    middle = PLAN[:, 1].mean()
    outer = np.clip(points[:, 0] / 1000 - 0.3, 0, None)
    width = species.width * (1 - ALLOMETRY * log_size * outer)
    points[:, 1] = middle + (points[:, 1] - middle) * width
    return points


def make_wings(seed: int = SEED) -> list[Wing]:
    """Draw the 60 wings: 10 of each species and sex, in this order."""
    rng = np.random.default_rng(seed)
    size = np.sqrt(((PLAN - PLAN.mean(axis=0)) ** 2).sum())
    fields = smooth_fields(PLAN, len(MODE_SD), rng) * size
    cells = [(species, sex) for species in SPECIES for sex in SEXES for _ in range(10)]
    torn = _tears(len(cells), rng)
    mean_length = np.mean([np.log(species.length) for species in SPECIES])
    wings = []
    for number, (species, sex) in enumerate(cells, start=1):
        log_length = np.log(species.length) + rng.normal(0, LOG_SIZE_SD)
        log_length += MALE_LOG_SIZE if sex == "male" else 0.0
        shape = mean_shape(species, sex, log_length - mean_length)
        shape += np.tensordot(rng.standard_normal(len(MODE_SD)) * MODE_SD, fields, 1)
        shape += rng.normal(0, SCATTER, shape.shape)
        wings.append(
            Wing(
                specimen=f"sim_wing_{number:02}",
                species=species,
                sex=sex,
                locality=str(rng.choice(LOCALITIES)),
                age=float(rng.integers(1, 31)),
                landmarks=_placed(shape, np.exp(log_length) / species.scale, rng),
                torn=torn.get(number, ()),
            )
        )
    return wings


def _placed(shape: FloatArray, pixels: float, rng: np.random.Generator) -> FloatArray:
    """Lay a wing ``pixels`` long into its photograph, nearly level and nearly in the middle."""
    angle = np.radians(rng.normal(0, 3.0))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    width, height = PHOTOGRAPH
    middle = np.array([width / 2, height * 0.57]) + rng.uniform(-8, 8, 2)
    points = (shape - np.array([490.0, 195.0])) * (pixels / 1000) @ turn + middle
    return np.asarray(points.round(2), dtype=np.float64)


def _tears(wings: int, rng: np.random.Generator) -> dict[int, tuple[int, ...]]:
    """Choose the torn landmarks, all on the margin, never of the outlier: wing -> landmarks."""
    outlier = int(SWAPPED[0][-2:])
    allowed = np.array([n for n in range(1, wings + 1) if n != outlier])
    numbers: NDArray[np.intp] = rng.choice(allowed, TORN - 1, replace=False)
    places = rng.choice([4, 5, 6, 7, 8], TORN - 1)
    tears: dict[int, tuple[int, ...]] = {
        int(n): (int(place),) for n, place in zip(numbers, places, strict=True)
    }
    tears[int(numbers[-1])] = (5, 6)  # one wing lost its tip, so that it lacks two
    return tears
