"""Files to be imported: random landmarks, a table of variables, tiny photographs."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from components.shape.specimen import FloatArray
from components.stats.simulate import simulate

_LANDMARKS = 6


def write_set(
    folder: Path, rng: np.random.Generator, name: str, count: int, *, photographs: bool
) -> tuple[Path, Path]:
    """Write a TPS file and a table of variables, with a photograph of each object if wanted."""
    images = [
        write_image(folder, rng, f"{name} {i}").name if photographs else "" for i in range(count)
    ]
    return _write(folder, name, rng.normal(size=(count, _LANDMARKS, 2)), images)


def write_large(folder: Path, name: str, count: int, landmarks: int) -> tuple[Path, Path]:
    """Write a TPS file of simulated shapes in three groups, and a table of variables."""
    made = simulate(count, landmarks, 2, groups=3, seed=7)
    return _write(folder, name, made.coords, [""] * count)


def _write(folder: Path, name: str, forms: FloatArray, images: Sequence[str]) -> tuple[Path, Path]:
    blocks, rows = [], ["specimen,species,age"]
    for i, (form, image) in enumerate(zip(forms, images, strict=True)):
        points = "\n".join(f"{x!r} {y!r}" for x, y in form.tolist())
        line = f"IMAGE={image}\n" if image else ""
        blocks.append(f"LM={len(form)}\n{points}\n{line}ID={name} {i}\n")
        rows.append(f"{name} {i},species {i % 3},{i}.5")
    landmarks, table = folder / f"{name}.tps", folder / f"{name}.csv"
    landmarks.write_text("".join(blocks), "utf-8")
    table.write_text("\n".join(rows), "utf-8")
    return landmarks, table


def write_image(folder: Path, rng: np.random.Generator, name: str) -> Path:
    """Write a photograph of one random colour."""
    from PIL import Image

    path = folder / f"{name}.png"
    Image.new("RGB", (4, 4), tuple(rng.integers(256, size=3).tolist())).save(path)
    return path


def sha256_of(path: Path) -> str:
    """Return the hash of a file, without the program's own function for it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
