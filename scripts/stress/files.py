"""Files to be imported: random landmarks, a table of variables, tiny photographs."""

import hashlib
from pathlib import Path

import numpy as np

LANDMARKS = 6


def write_set(
    folder: Path, rng: np.random.Generator, name: str, count: int, *, photographs: bool
) -> tuple[Path, Path]:
    """Write a TPS file and a table of variables, with a photograph of each object if wanted."""
    blocks, rows = [], ["specimen,species,age"]
    for i in range(count):
        points = "\n".join(f"{x!r} {y!r}" for x, y in rng.normal(size=(LANDMARKS, 2)).tolist())
        image = f"IMAGE={write_image(folder, rng, f'{name} {i}').name}\n" if photographs else ""
        blocks.append(f"LM={LANDMARKS}\n{points}\n{image}ID={name} {i}\n")
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
