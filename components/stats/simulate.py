"""Simulated shapes with planted differences: for tests, benchmarks and demonstrations.

A population is a consensus and a few smooth modes of variation (neighbouring landmarks move
together), a mean shape for each group, one direction of allometry and noise at each landmark.
Objects are drawn in blocks of fixed size, each from its own random stream, so that an object is
the same number for number whether it is drawn alone, in chunks or with a million others.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.errors import UserError
from components.shape.specimen import FloatArray

_BLOCK = 256  # objects drawn from one random stream; another number would change all data
_MODE_SD = 0.045 * 0.65 ** np.arange(6)  # of the modes, in Procrustes distance
_SEPARATION = 0.06  # root mean square Procrustes distance of the group means from the consensus
_LOG_SIZE = (np.log(100.0), 0.2)  # mean and standard deviation of log centroid size


@dataclass(frozen=True, eq=False)
class Population:
    """What simulated objects are drawn from, in units of the consensus' centroid size.

    ``consensus`` is (landmarks, axes), centred, of centroid size 1; ``group_means`` (groups,
    landmarks, axes) at mean size; ``modes`` (modes, landmarks, axes), each as long as its
    standard deviation; ``allometry`` (landmarks, axes), the change for one unit of log centroid
    size; ``noise`` the standard deviation of one coordinate; ``missing`` the share of landmarks.
    """

    consensus: FloatArray
    group_means: FloatArray
    modes: FloatArray
    allometry: FloatArray
    noise: float
    missing: float


@dataclass(frozen=True, eq=False)
class Simulation:
    """Simulated objects, and the population that they were drawn from.

    ``coords`` is (objects, landmarks, axes), NaN = missing; ``groups`` (objects,) counts from 0;
    ``log_sizes`` (objects,) is the natural logarithm of the centroid size with all landmarks.
    """

    coords: FloatArray
    groups: NDArray[np.intp]
    log_sizes: FloatArray
    population: Population


def simulate(
    objects: int,
    landmarks: int,
    axes: int,
    *,
    groups: int = 1,
    missing: float = 0.0,
    noise: float = 0.02,
    allometry: float = 0.15,
    seed: int = 0,
) -> Simulation:
    """Draw objects of random position, orientation (never mirrored) and size.

    Object i belongs to group ``i % groups``. ``noise`` is the standard deviation of a coordinate
    as a share of the root mean square distance of landmarks from the centroid; ``allometry`` is
    the shape change, in Procrustes distance, for one unit of log centroid size. A share of
    ``missing`` landmarks is NaN, but ``axes + 1`` landmarks of each object always stay; the
    others keep the values that they have without missing ones. The first n objects are the
    same whatever the number of objects.

    Raises `UserError` where such objects cannot be drawn.
    """
    chunks = simulate_chunks(
        objects,
        landmarks,
        axes,
        chunk=max(objects, 1),
        groups=groups,
        missing=missing,
        noise=noise,
        allometry=allometry,
        seed=seed,
    )
    return next(chunks)


def simulate_chunks(  # noqa: PLR0913 - the options of `simulate`, and the chunk
    objects: int,
    landmarks: int,
    axes: int,
    *,
    chunk: int = 10_000,
    groups: int = 1,
    missing: float = 0.0,
    noise: float = 0.02,
    allometry: float = 0.15,
    seed: int = 0,
) -> Iterator[Simulation]:
    """Draw the objects of `simulate`, ``chunk`` at a time, so that all need never be in memory.

    The chunks in a row are equal to the whole bit for bit, whatever the size of a chunk.
    Raises `UserError` at the call, before the first chunk, where such objects cannot be drawn.
    """
    for fine, sentence in (
        (objects >= 1, f"A simulation needs at least 1 object, not {objects}."),
        (axes in (2, 3), f"Objects are simulated in 2 or 3 axes, not {axes}."),
        (landmarks > axes, f"{landmarks} landmarks are too few for {axes} axes; ask for more."),
        (groups >= 1, f"A simulation needs at least 1 group, not {groups}."),
        (0 <= missing < 1, f"The share of missing landmarks is from 0 to below 1, not {missing}."),
        (noise >= 0, f"Noise is a standard deviation, so 0 or more, not {noise}."),
        (chunk >= 1, f"A chunk needs at least 1 object, not {chunk}."),
        (seed >= 0, f"A seed is a whole number from 0 up, not {seed}."),
    ):
        if not fine:
            raise UserError(sentence)
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0,)))
    consensus = _outline(landmarks, rng) if axes == 2 else _surface(landmarks, rng)
    population = Population(
        consensus=consensus,
        group_means=consensus + _group_offsets(consensus, groups, rng),
        modes=smooth_fields(consensus, len(_MODE_SD), rng) * _MODE_SD[:, None, None],
        allometry=smooth_fields(consensus, 1, rng)[0] * allometry,
        noise=noise / np.sqrt(landmarks),
        missing=missing,
    )
    return _chunks(population, objects, chunk, seed)


def smooth_fields(consensus: FloatArray, count: int, rng: np.random.Generator) -> FloatArray:
    """Draw displacements of a shape, (count, landmarks, axes), in which neighbours move together.

    Each is a sum of plane waves about as long as the shape, of length 1 (the root of its summed
    squares) and without translation, rotation or change of size: a direction in the tangent
    space of the shape (Dryden and Mardia 2016, Statistical Shape Analysis, chapter 4).
    """
    landmarks, axes = consensus.shape
    centred = consensus - consensus.mean(axis=0)
    standard = centred / np.sqrt((centred**2).sum() / landmarks)
    waves = rng.normal(0.0, 0.9, (count, 8, axes))
    phases = rng.uniform(0.0, 2 * np.pi, (count, 8, 1))
    heights = rng.standard_normal((count, 8, axes))
    fields = np.einsum("cwl,cwa->cla", np.sin(waves @ standard.T + phases), heights)
    similar = _similarity_directions(standard)
    rows = fields.reshape(count, -1)
    rows = rows - (rows @ similar) @ similar.T
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows.reshape(count, landmarks, axes), dtype=np.float64)


def _group_offsets(consensus: FloatArray, groups: int, rng: np.random.Generator) -> FloatArray:
    """Draw what sets group means off from the consensus, zero on average over the groups."""
    offsets = smooth_fields(consensus, groups, rng)
    if groups == 1:
        return np.zeros_like(offsets)
    offsets -= offsets.mean(axis=0)
    return np.asarray(offsets * (_SEPARATION / np.sqrt((offsets**2).sum() / groups)))


def _similarity_directions(centred: FloatArray) -> FloatArray:
    """Find orthonormal columns that move, rotate and scale a shape, (landmarks * axes, columns)."""
    axes = centred.shape[1]
    columns = [np.broadcast_to(unit, centred.shape) for unit in np.eye(axes)]
    columns.append(centred)
    for a in range(axes):
        for b in range(a):
            turn = np.zeros_like(centred)
            turn[:, a], turn[:, b] = -centred[:, b], centred[:, a]
            columns.append(turn)
    directions, _ = np.linalg.qr(np.stack([c.ravel() for c in columns], axis=1))
    return np.asarray(directions)


def _outline(landmarks: int, rng: np.random.Generator) -> FloatArray:
    """Put points in order round an irregular closed outline in the plane."""
    steps = np.arange(landmarks) + rng.uniform(-0.3, 0.3, landmarks)
    angles = 2 * np.pi * steps / landmarks
    waves = np.arange(2, 6)
    phases = rng.uniform(0.0, 2 * np.pi, len(waves))
    radii = 1 + (np.cos(np.outer(angles, waves) + phases) * (0.3 / waves)).sum(axis=1)
    points = radii[:, None] * np.stack([1.5 * np.cos(angles), np.sin(angles)], axis=1)
    return _unit_size(points)


def _surface(landmarks: int, rng: np.random.Generator) -> FloatArray:
    """Spread points evenly (a Fibonacci lattice) over a bumpy ellipsoid."""
    height = 1 - (2 * np.arange(landmarks) + 1) / landmarks
    turn = np.pi * (3 - np.sqrt(5.0)) * np.arange(landmarks)
    width = np.sqrt(1 - height**2)
    sphere = np.stack([width * np.cos(turn), width * np.sin(turn), height], axis=1)
    waves, phases = rng.normal(0.0, 2.0, (3, 4)), rng.uniform(0.0, 2 * np.pi, 4)
    radii = 1 + 0.08 * np.sin(sphere @ waves + phases).sum(axis=1)
    return _unit_size(radii[:, None] * sphere * np.array([1.5, 1.0, 0.75]))


def _unit_size(points: FloatArray) -> FloatArray:
    """Centre shapes (..., landmarks, axes) at the origin and scale to centroid size 1."""
    centred = points - points.mean(axis=-2, keepdims=True)
    sizes = np.sqrt(np.einsum("...la,...la->...", centred, centred))
    return np.asarray(centred / sizes[..., None, None], dtype=np.float64)


def _chunks(population: Population, objects: int, chunk: int, seed: int) -> Iterator[Simulation]:
    """Cut the endless row of blocks into chunks; a block that two share is drawn once."""
    held, block = -1, None
    for start in range(0, objects, chunk):
        stop = min(start + chunk, objects)
        coords = np.empty((stop - start, *population.consensus.shape))
        groups, log_sizes = np.empty(stop - start, dtype=np.intp), np.empty(stop - start)
        for number in range(start // _BLOCK, (stop - 1) // _BLOCK + 1):
            if block is None or number != held:
                held, block = number, _block(population, seed, number)
            first = number * _BLOCK
            here = slice(max(start, first) - first, min(stop, first + _BLOCK) - first)
            there = slice(here.start + first - start, here.stop + first - start)
            coords[there] = block.coords[here]
            groups[there], log_sizes[there] = block.groups[here], block.log_sizes[here]
        yield Simulation(coords, groups, log_sizes, population)


def _block(population: Population, seed: int, number: int) -> Simulation:
    """Draw one whole block, so that every number is computed in the same way every time."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number + 1,)))
    landmarks, axes = population.consensus.shape
    modes = population.modes.reshape(len(population.modes), -1)
    groups = np.arange(number * _BLOCK, (number + 1) * _BLOCK) % len(population.group_means)
    log_sizes = rng.normal(*_LOG_SIZE, _BLOCK)
    rows = rng.standard_normal((_BLOCK, landmarks * axes)) * population.noise
    rows += rng.standard_normal((_BLOCK, len(modes))) @ modes
    rows += (log_sizes - _LOG_SIZE[0])[:, None] * population.allometry.ravel()
    shapes = _unit_size(rows.reshape(_BLOCK, landmarks, axes) + population.group_means[groups])
    shapes *= np.exp(log_sizes)[:, None, None]
    coords = shapes @ _random_rotations(_BLOCK, axes, rng)
    coords += rng.normal(0.0, 100.0, (_BLOCK, 1, axes))
    if population.missing:
        draws = rng.random((_BLOCK, landmarks))
        spared = np.partition(draws, landmarks - axes - 1, axis=1)[:, landmarks - axes - 1, None]
        coords[(draws < population.missing) & (draws < spared)] = np.nan
    return Simulation(coords, groups, log_sizes, population)


def _random_rotations(count: int, axes: int, rng: np.random.Generator) -> FloatArray:
    """Draw rotations without reflection, uniformly: (count, axes, axes), axes 2 or 3.

    In space from unit quaternions, which normal deviates spread evenly (Muller 1959).
    """
    if axes == 2:
        angles = rng.uniform(0.0, 2 * np.pi, count)
        cos, sin = np.cos(angles), np.sin(angles)
        return np.stack([cos, -sin, sin, cos], axis=1).reshape(count, 2, 2)
    quaternions = rng.standard_normal((count, 4))
    quaternions /= np.linalg.norm(quaternions, axis=1, keepdims=True)
    w, x, y, z = quaternions.T
    entries = [
        *(1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        *(2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        *(2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    ]
    return np.stack(entries, axis=1).reshape(count, 3, 3)
