"""Sample data as files: TPS, Morphologika, CSV, binary PLY and the page that explains them."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from scripts.sample_data import readme, skulls
from scripts.sample_data.drawing import photograph
from scripts.sample_data.skulls import Plan, Skull
from scripts.sample_data.wings import Wing

JPEG_QUALITY = 78


def write_texts(folder: Path, all_wings: Sequence[Wing], all_skulls: Sequence[Skull]) -> None:
    """Write everything but the photographs and the meshes."""
    _write(folder / "wings.tps", "".join(tps_block(wing) for wing in all_wings))
    _write_csv(
        folder / "wings.csv",
        ("specimen", "species", "sex", "locality", "age_days"),
        [(w.specimen, w.species.name, w.sex, w.locality, f"{w.age:g}") for w in all_wings],
    )
    _write(folder / "skulls.txt", morphologika(all_skulls))
    _write_csv(
        folder / "skulls.csv",
        ("specimen", "group", "sex", "mesh"),
        [(s.specimen, s.group, s.sex, s.mesh) for s in all_skulls],
    )
    _write(folder / "README.md", readme.text(all_wings))


def write_photographs(folder: Path, all_wings: Sequence[Wing]) -> None:
    """Draw the wings as JPEG files where the TPS file says they are."""
    for wing in all_wings:
        path = folder / wing.image
        path.parent.mkdir(parents=True, exist_ok=True)
        photograph(wing).save(path, "JPEG", quality=JPEG_QUALITY, optimize=True)


def write_meshes(folder: Path, plan: Plan, all_skulls: Sequence[Skull]) -> None:
    """Write the meshes of those skulls that have one as binary little-endian PLY."""
    corners = np.dtype([("count", "u1"), ("vertices", "<i4", 3)])
    faces = np.empty(len(plan.faces), dtype=corners)
    faces["count"], faces["vertices"] = 3, plan.faces
    for skull in all_skulls:
        if not skull.mesh:
            continue
        head = (
            "ply\nformat binary_little_endian 1.0\n"
            f"comment {skull.specimen}: simulated by scripts/make_sample_data.py; mm\n"
            f"element vertex {len(skull.vertices)}\n"
            "property float x\nproperty float y\nproperty float z\n"
            f"element face {len(faces)}\nproperty list uchar int vertex_indices\nend_header\n"
        )
        path = folder / skull.mesh
        path.parent.mkdir(parents=True, exist_ok=True)
        vertices = skull.vertices.astype("<f4").tobytes()
        path.write_bytes(head.encode("ascii") + vertices + faces.tobytes())


def tps_block(wing: Wing) -> str:
    """Write a wing as one block of a TPS file: pixels, y up, NA where torn, mm per pixel."""
    rows = ["NA NA" if np.isnan(x) else f"{x:.2f} {y:.2f}" for x, y in wing.digitised().tolist()]
    tail = (f"IMAGE={wing.image}", f"ID={wing.specimen}", f"SCALE={wing.species.scale:.6f}")
    return "\n".join((f"LM={len(rows)}", *rows, *tail)) + "\n"


def morphologika(all_skulls: Sequence[Skull]) -> str:
    """Write skulls as a Morphologika file; coordinates in mm, every digit of a float32."""
    lines = ["[individuals]", str(len(all_skulls))]
    lines += ["[landmarks]", str(len(skulls.LANDMARK_NAMES)), "[dimensions]", "3"]
    lines += ["[names]", *(s.specimen for s in all_skulls)]
    lines += ["[labels]", "group sex", "[labelvalues]"]
    lines += [f"{s.group} {s.sex}" for s in all_skulls]
    lines += ["[rawpoints]"]
    for skull in all_skulls:
        lines.append(f"'{skull.specimen}")
        lines += [
            " ".join(np.format_float_positional(value, trim="0") for value in row)
            for row in skull.landmarks
        ]
    lines += ["[wireframe]", *(f"{a} {b}" for a, b in skulls.LINKS)]
    return "\n".join(lines) + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_csv(path: Path, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
