"""The whole way, from a researcher's file to the numbers, against what R says of it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from components.formats.registry import read
from Modan2 import main

CARNIVORES = (
    "morphologika/LACourtenay__Carnivore_Tooth_Pit_Classification__Landmark_Carnivore_Data.txt"
)
OTOLITHS = "tps/ErikJ5100__oto_morpho_geo__Landmarks_TODOS.TPS"


def analyzed(out: Path, *arguments: Path | str) -> dict[str, Any]:
    assert main(["analyze", *map(str, arguments), "--out", str(out)]) == 0
    found: dict[str, Any] = json.loads((out / "analysis.json").read_text())
    return found


def test_plethodon_agrees_with_geomorph(shared: Path, tmp_path: Path) -> None:
    data = shared / "oracle" / "data" / "plethodon"
    figures = json.loads((shared / "oracle" / "expected" / "plethodon.json").read_text())
    expected = figures["gpa"]["converged"]
    groups = ("--variables", data / "groups.csv", "--group", "group")
    found = analyzed(tmp_path / "out", data / "landmarks.csv", *groups)
    sizes, eigenvalues = found["procrustes"]["centroid_sizes"], found["pca"]["eigenvalues"]
    np.testing.assert_allclose(sizes, expected["Csize"], rtol=1e-10)
    np.testing.assert_allclose(eigenvalues, expected["pca_eigenvalues_n_minus_1"], rtol=1e-8)
    assert found["cva"]["components"] == 20


@pytest.mark.parametrize(("name", "objects", "axes"), [(CARNIVORES, 620, 3), (OTOLITHS, 138, 2)])
def test_real_files_agree_with_a_plain_loop(
    shared: Path, tmp_path: Path, name: str, objects: int, axes: int
) -> None:
    path = shared / "corpus" / name
    found = analyzed(tmp_path / "out", path)
    specimens = read(path).specimens
    assert (len(specimens), specimens[0].landmarks.shape[1]) == (objects, axes)
    forms = [s.landmarks * (s.scale or 1.0) for s in specimens]
    sizes, eigenvalues = by_plain_loop(forms)
    np.testing.assert_allclose(found["procrustes"]["centroid_sizes"], sizes, rtol=1e-10)
    kept = found["pca"]["eigenvalues"]
    np.testing.assert_allclose(kept, eigenvalues[: len(kept)], rtol=1e-8)


def by_plain_loop(forms: list[np.ndarray]) -> tuple[list[float], np.ndarray]:
    """Superimpose one by one, the textbook's way; centroid sizes and eigenvalues."""
    forms = [form - form.mean(axis=0) for form in forms]
    sizes = [float(np.sqrt((form**2).sum())) for form in forms]
    forms = [form / size for form, size in zip(forms, sizes, strict=True)]
    mean = forms[0]
    for _ in range(100):
        forms = [form @ rotation(form, mean) for form in forms]
        before, mean = mean, np.mean(forms, axis=0)
        mean = mean / np.sqrt((mean**2).sum())
        if np.abs(mean - before).max() < 1e-15:
            break
    centre = mean.ravel()
    rows = np.array([form.ravel() for form in forms])
    rows = rows - np.outer(rows @ centre - 1, centre)
    spread = np.linalg.svd(rows - rows.mean(axis=0), compute_uv=False)
    return sizes, spread**2 / (len(rows) - 1)


def rotation(form: np.ndarray, target: np.ndarray) -> np.ndarray:
    u, _, vt = np.linalg.svd(form.T @ target)
    u[:, -1] *= np.sign(np.linalg.det(u @ vt))
    return np.asarray(u @ vt)
