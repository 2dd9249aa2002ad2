"""Simulated skulls: one mesh deformed twenty ways, with landmarks that are vertices of it.

Every displacement is a function of the place in the plan (mm; x forwards, y left, z up), so
that mesh and landmarks of a skull move together. What is planted is in `planted`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from components.shape.specimen import FloatArray
from components.stats.simulate import smooth_fields
from scripts.sample_data.surface import Faces, mesh_of, skull

SEED = 20241
GROUPS = ("sim_lowland", "sim_highland")
SEXES = ("female", "male")
EACH = 5  # skulls of a group and sex
MESHED = (1, 2, 6, 11, 12, 16)  # running numbers of the skulls whose mesh is written

_MIDLINE = {
    "prosthion": (51, 0, -9),
    "rhinion": (46, 0, 2.5),
    "nasion": (20, 0, 9.5),
    "bregma": (-8, 0, 15),
    "inion": (-50, 0, 17),
    "opisthion": (-47, 0, 2),
    "basion": (-48, 0, -12),
    "hormion": (0, 0, -15.5),
}
_LEFT = {
    "canine": (42, 6.5, -13),
    "orbit, front": (19, 13, 1),
    "postorbital process": (0, 20, 7),
    "zygomatic arch, front root": (20, 15, -10),
    "zygomatic arch, widest": (-6, 31, -7),
    "zygomatic arch, rear root": (-24, 22, -4),
    "bulla": (-28, 10.5, -18.5),
    "euryon": (-25, 18, 4),
}
LANDMARK_NAMES = (*_MIDLINE, *(f"{n}, {side}" for n in _LEFT for side in ("left", "right")))
PAIRS = tuple((n, n + 1) for n in range(len(_MIDLINE) + 1, len(LANDMARK_NAMES), 2))  # from 1

_MIDLINE_LINKS = ((1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 1))
_SIDE_LINKS = (
    *((1, 9), (9, 15), (15, 17), (17, 19), (11, 3), (11, 13), (11, 15), (13, 3)),
    *((19, 23), (23, 5), (23, 4), (19, 21), (21, 7), (21, 8), (9, 8)),
)
LINKS = _MIDLINE_LINKS + tuple(
    (a + (a > len(_MIDLINE)) * side, b + (b > len(_MIDLINE)) * side)
    for side in (0, 1)
    for a, b in _SIDE_LINKS
)


@dataclass(frozen=True, eq=False)
class Skull:
    """One skull: ``vertices`` (n, 3) of its mesh in mm as float32, landmarks taken from them."""

    specimen: str
    group: str
    sex: str
    vertices: NDArray[np.float32]
    landmarks: NDArray[np.float32]
    mesh: str


@dataclass(frozen=True, eq=False)
class Plan:
    """The mesh that all skulls share, ``partner`` of each vertex across the midplane."""

    vertices: FloatArray
    faces: Faces
    partner: NDArray[np.intp]
    landmarks: NDArray[np.intp]


def make_plan() -> Plan:
    """Mesh the skull and find the vertices nearest to where the landmarks belong."""
    vertices, faces = mesh_of(skull, np.array([-60.0, -36, -26]), np.array([58.0, 36, 28]))
    tree = cKDTree(vertices)
    partner = tree.query(vertices * (1, -1, 1))[1]
    middle = np.flatnonzero(np.abs(vertices[:, 1]) < 1e-6)
    midline = middle[cKDTree(vertices[middle]).query(list(_MIDLINE.values()))[1]]
    left = tree.query(list(_LEFT.values()))[1]
    sides = np.stack([left, partner[left]], axis=1).ravel()
    return Plan(vertices, faces, partner, np.concatenate([midline, sides]))


def planted(points: FloatArray, group: str, sex: str, log_size: float) -> FloatArray:
    """Displace points (n, 3) of the plan by what group, sex and size change, in mm."""
    x, y, z = points.T
    snout = _rise(x / 50)
    arch = _rise((np.abs(y) - 12) / 18) * np.sign(y)
    crest = _rise((z - 11) / 6) * _rise(-x / 25) * np.exp(-((y / 7) ** 2))
    centre = np.array([-24.0, 0.0, 3.0])
    brain = np.exp(-((((points - centre) / (26, 20, 18)) ** 2).sum(axis=1)))[:, None]
    moved = points.copy()
    if group == "sim_highland":
        moved += np.stack([8 * snout, -0.14 * y * snout, -2.5 * snout], axis=1)
    if sex == "male":
        moved += np.stack([0 * x, 2.6 * arch, 3.2 * crest], axis=1)
    moved[:, 0] += 24 * log_size * snout
    return np.asarray(moved - 0.30 * log_size * brain * (points - centre))


def make_skulls(plan: Plan, seed: int = SEED) -> list[Skull]:
    """Draw the 20 skulls: 5 of each group and sex, in this order."""
    rng = np.random.default_rng(seed)
    fields = _fields(plan, rng)
    cells = [(group, sex) for group in GROUPS for sex in SEXES for _ in range(EACH)]
    skulls = []
    for number, (group, sex) in enumerate(cells, start=1):
        log_size = rng.normal(0.06 if sex == "male" else 0.0, 0.05)
        points = planted(plan.vertices, group, sex, log_size)
        points += np.tensordot(rng.standard_normal(len(fields)), fields, 1)
        turn = Rotation.from_euler("xyz", rng.normal(0, 12, 3), degrees=True)
        points = turn.apply(points * np.exp(log_size)) + rng.normal(0, 8, 3)
        vertices = points.astype(np.float32)
        name = f"sim_skull_{number:02}"
        mesh = f"meshes/{name}.ply" if number in MESHED else ""
        skulls.append(Skull(name, group, sex, vertices, vertices[plan.landmarks], mesh))
    return skulls


def _fields(plan: Plan, rng: np.random.Generator) -> FloatArray:
    """Displacements in mm, each one standard deviation: symmetric, then small asymmetric ones."""
    fields = smooth_fields(plan.vertices, 36, rng) * np.sqrt(len(plan.vertices))
    mirrored = fields[:, plan.partner] * (1, -1, 1)
    deviations = 0.6 * 0.9 ** np.arange(18)
    symmetric = (fields[:18] + mirrored[:18]) / 2
    asymmetric = (fields[18:] - mirrored[18:]) / 2
    both = np.concatenate([symmetric, 0.25 * asymmetric])
    return np.asarray(both * np.tile(deviations, 2)[:, None, None])


def _rise(share: FloatArray) -> FloatArray:
    """Smooth step from 0 (at 0 and below) to 1 (at 1 and above)."""
    held = np.clip(share, 0, 1)
    return held * held * (3 - 2 * held)
