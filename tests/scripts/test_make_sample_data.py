"""The sample data: repeatable, small, and pictures and surfaces that fit their landmarks."""

import csv
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
import trimesh
from PIL import Image

from components.formats import morphologika, tps
from components.shape.size import centroid_sizes
from components.shape.specimen import FloatArray
from components.stats.procrustes import procrustes
from scripts.sample_data import files, skulls, wings
from scripts.sample_data.drawing import in_picture, photograph, scale_bar
from scripts.sample_data.skulls import Plan, Skull
from scripts.sample_data.wings import PHOTOGRAPH, Wing

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_data"
TEXTS = ("README.md", "wings.tps", "wings.csv", "skulls.txt", "skulls.csv")


@pytest.fixture(scope="module")
def all_wings() -> list[Wing]:
    return wings.make_wings()


@pytest.fixture(scope="module")
def plan() -> Plan:
    return skulls.make_plan()


@pytest.fixture(scope="module")
def all_skulls(plan: Plan) -> list[Skull]:
    return skulls.make_skulls(plan)


@pytest.fixture(scope="module")
def pictures(all_wings: list[Wing]) -> dict[str, FloatArray]:
    """Brightness (height, width) of a whole wing, of a torn one and of another magnification."""
    chosen = (all_wings[0], next(w for w in all_wings if w.torn), all_wings[-1])
    return {w.specimen: np.asarray(photograph(w).convert("L"), dtype=float) for w in chosen}


def darkest_near(picture: FloatArray, points: FloatArray) -> FloatArray:
    """Brightness of the darkest pixel at a point and right beside it, for each point."""
    columns, rows = np.floor(points).astype(int).T
    return np.array(
        [picture[r - 1 : r + 2, c - 1 : c + 2].min() for r, c in zip(rows, columns, strict=True)]
    )


def test_numbers_and_texts_are_the_same_every_time(
    all_wings: list[Wing], plan: Plan, all_skulls: list[Skull], tmp_path: Path
) -> None:
    files.write_texts(tmp_path / "one", all_wings, all_skulls)
    files.write_texts(tmp_path / "two", wings.make_wings(), skulls.make_skulls(plan))
    for name in TEXTS:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_sample_data_are_what_the_program_writes(
    all_wings: list[Wing], all_skulls: list[Skull], tmp_path: Path
) -> None:
    """To a thousandth: the last digits of a mesh depend on the processor."""
    files.write_texts(tmp_path, all_wings, all_skulls)
    for name in TEXTS:
        kept, written = ((f / name).read_text("utf-8").split() for f in (SAMPLE, tmp_path))
        assert len(kept) == len(written), name
        for one, other in zip(kept, written, strict=True):
            assert one == other or abs(float(one) - float(other)) < 1e-3, name


def test_a_photograph_is_drawn_the_same_every_time(
    all_wings: list[Wing], pictures: dict[str, FloatArray]
) -> None:
    again = np.asarray(photograph(all_wings[0]).convert("L"), dtype=float)
    np.testing.assert_array_equal(again, pictures[all_wings[0].specimen])
    with Image.open(SAMPLE / all_wings[0].image) as kept:
        assert kept.size == PHOTOGRAPH
        assert np.abs(np.asarray(kept.convert("L"), dtype=float) - again).mean() < 3


def test_the_sample_data_are_small_and_complete(all_wings: list[Wing]) -> None:
    sizes = {p.relative_to(SAMPLE).as_posix(): p.stat().st_size for p in SAMPLE.rglob("*.*")}
    meshes = {f"meshes/sim_skull_{number:02}.ply" for number in skulls.MESHED}
    assert set(sizes) == {*TEXTS, *(w.image for w in all_wings), *meshes}
    assert sum(sizes.values()) < 3e6
    assert sum(sizes[w.image] for w in all_wings) < 1.8e6
    assert sum(sizes[name] for name in meshes) < 0.8e6


def test_landmarks_lie_on_veins(all_wings: list[Wing], pictures: dict[str, FloatArray]) -> None:
    for wing in (w for w in all_wings if w.specimen in pictures):
        picture = pictures[wing.specimen]
        torn = np.isin(np.arange(1, 19), wing.torn)
        dark = darkest_near(picture, in_picture(wing.landmarks))
        membrane = np.median(picture[150:280, 200:500])
        assert (dark[~torn] < 0.62 * membrane).all(), wing.specimen
        assert np.median(dark[~torn]) < 0.35 * membrane
        assert (dark[torn] > membrane).all(), wing.specimen


def test_the_scale_bar_is_one_millimetre_long(
    all_wings: list[Wing], pictures: dict[str, FloatArray]
) -> None:
    scales = set()
    for wing in (w for w in all_wings if w.specimen in pictures):
        _, top, _, bottom = scale_bar(wing)
        for row in (top, bottom - 1):
            dark = pictures[wing.specimen][row, PHOTOGRAPH[0] // 2 :] < 90
            runs = [len(list(run)) for is_dark, run in groupby(dark) if is_dark]
            assert runs == [1 / wing.species.scale]
        scales.add(wing.species.scale)
    assert len(scales) == 2


def test_wings_fit_into_their_photographs(all_wings: list[Wing]) -> None:
    points = np.stack([in_picture(wing.landmarks) for wing in all_wings])
    label_top = PHOTOGRAPH[1] - 88
    assert points.min() > 20
    assert (points.max(axis=(0, 1)) < (PHOTOGRAPH[0] - 20, label_top)).all()


def test_the_wings_are_read_as_they_were_made(all_wings: list[Wing]) -> None:
    reading = tps.parse((SAMPLE / "wings.tps").read_text("utf-8"), "wings.tps")
    assert not reading.notes
    with (SAMPLE / "wings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for specimen, row, wing in zip(reading.specimens, rows, all_wings, strict=True):
        assert specimen.name == row["specimen"] == wing.specimen
        assert specimen.scale == wing.species.scale
        assert (SAMPLE / specimen.image).is_file()
        assert row["species"].startswith("simulated")
        assert row["locality"].startswith("simulated")
        np.testing.assert_allclose(specimen.landmarks, wing.digitised(), atol=0.005)
    assert sum(s.missing for s in reading.specimens) == wings.TORN
    assert 0.008 < wings.TORN / (18 * 60) < 0.012


def test_planted_effects_are_in_the_wings(all_wings: list[Wing]) -> None:
    digitised = np.stack(
        [np.where(np.isnan(w.digitised()), w.landmarks, w.digitised()) for w in all_wings]
    )
    outlier = int(np.argmax(procrustes(digitised).distances))
    assert all_wings[outlier].specimen == wings.SWAPPED[0]

    scales = np.array([w.species.scale for w in all_wings])
    coords = np.stack([w.landmarks for w in all_wings]) * scales[:, None, None]
    rows = procrustes(coords).aligned.reshape(len(coords), -1)
    share = {
        name: explained(rows, [label(w) for w in all_wings])
        for name, label in (
            ("species", lambda w: w.species.name),
            ("sex", lambda w: w.sex),
            ("locality", lambda w: w.locality),
        )
    }
    assert share["species"] > 0.3
    assert 0.03 < share["sex"] < share["species"]
    assert share["locality"] < 0.06
    sizes = np.log(centroid_sizes(coords))
    cells = [sizes[start : start + 10].mean() for start in range(0, 60, 10)]
    assert all(female > male for female, male in zip(cells[::2], cells[1::2], strict=True))


def explained(rows: FloatArray, labels: list[str]) -> float:
    """Share of the summed squares that lies between groups."""
    names = np.array(labels)
    within = sum(((r - r.mean(axis=0)) ** 2).sum() for r in (rows[names == n] for n in set(labels)))
    return float(1 - within / ((rows - rows.mean(axis=0)) ** 2).sum())


def test_skulls_are_read_as_they_were_made(all_skulls: list[Skull]) -> None:
    reading = morphologika.parse((SAMPLE / "skulls.txt").read_text("utf-8"), "skulls.txt")
    assert not reading.notes
    assert len(reading.wireframe) == len(skulls.LINKS)
    assert {n for link in reading.wireframe for n in link} == set(range(24))
    for specimen, skull in zip(reading.specimens, all_skulls, strict=True):
        assert specimen.name == skull.specimen
        assert specimen.variables == {"group": skull.group, "sex": skull.sex}
        np.testing.assert_allclose(specimen.landmarks, skull.landmarks, atol=1e-3)


def test_skull_landmarks_are_vertices_of_their_meshes() -> None:
    reading = morphologika.parse((SAMPLE / "skulls.txt").read_text("utf-8"), "skulls.txt")
    landmarks = {s.name: s.landmarks.astype(np.float32) for s in reading.specimens}
    with (SAMPLE / "skulls.csv").open(encoding="utf-8", newline="") as file:
        meshes = {row["specimen"]: row["mesh"] for row in csv.DictReader(file) if row["mesh"]}
    assert len(meshes) == 6
    for name, path in meshes.items():
        mesh = trimesh.load_mesh(SAMPLE / path, process=False)
        vertices = {tuple(vertex) for vertex in mesh.vertices.astype(np.float32).tolist()}
        assert {tuple(point) for point in landmarks[name].tolist()} <= vertices
        assert 2000 < len(mesh.faces) < 10_000
        assert mesh.is_watertight
        assert mesh.is_winding_consistent
        assert mesh.volume > 0


def test_meshes_are_written_as_they_are_kept(
    plan: Plan, all_skulls: list[Skull], tmp_path: Path
) -> None:
    files.write_meshes(tmp_path, plan, all_skulls)
    written = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*.ply"))
    assert len(written) == 6
    for path in written:
        assert (tmp_path / path).stat().st_size == (SAMPLE / path).stat().st_size


def test_planted_effects_are_in_the_skulls(plan: Plan, all_skulls: list[Skull]) -> None:
    coords = np.stack([s.landmarks for s in all_skulls]).astype(float)
    rows = procrustes(coords).aligned.reshape(len(coords), -1)
    assert explained(rows, [s.group for s in all_skulls]) > 0.2
    assert explained(rows, [s.sex for s in all_skulls]) > 0.08
    sizes, male = centroid_sizes(coords), np.array([s.sex == "male" for s in all_skulls])
    assert sizes[male].mean() > 1.03 * sizes[~male].mean()
    left, right = np.array(skulls.PAIRS).T - 1
    points = plan.vertices[plan.landmarks]
    np.testing.assert_allclose(points[left], points[right] * (1, -1, 1), atol=1e-6)
    np.testing.assert_allclose(points[:8, 1], 0, atol=1e-6)


def test_the_program_starts_from_anywhere(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "scripts" / "make_sample_data.py"), "--help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "--out DIR" in done.stdout
