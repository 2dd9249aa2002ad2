"""Libraries and packages as the public Modan2 writes them, made for tests."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image

_MADE = "2024-03-05 12:30:00.123456"
_TABLES = """
CREATE TABLE mddataset (id INTEGER NOT NULL PRIMARY KEY, dataset_name VARCHAR(255) NOT NULL,
    dataset_desc VARCHAR(255), dimension INTEGER NOT NULL, wireframe VARCHAR(255),
    baseline VARCHAR(255), polygons VARCHAR(255), parent_id INTEGER, created_at DATETIME NOT NULL,
    modified_at DATETIME NOT NULL, propertyname_str VARCHAR(255), curve_config_json TEXT,
    landmark_name_json TEXT);
CREATE TABLE mdobject (id INTEGER NOT NULL PRIMARY KEY, object_name VARCHAR(255) NOT NULL,
    object_desc VARCHAR(255), sequence INTEGER, pixels_per_mm REAL, landmark_str VARCHAR(255),
    dataset_id INTEGER NOT NULL, created_at DATETIME NOT NULL, modified_at DATETIME NOT NULL,
    property_str VARCHAR(255), curve_raw_json TEXT, curve_anchor_json TEXT);
CREATE TABLE mdimage (id INTEGER NOT NULL PRIMARY KEY, original_path VARCHAR(255),
    original_filename VARCHAR(255), name VARCHAR(255), md5hash VARCHAR(255), size INTEGER,
    exifdatetime DATETIME, file_created DATETIME, file_modified DATETIME,
    created_at DATETIME NOT NULL, modified_at DATETIME NOT NULL, object_id INTEGER NOT NULL);
CREATE TABLE mdthreedmodel (id INTEGER NOT NULL PRIMARY KEY, original_path VARCHAR(255),
    original_filename VARCHAR(255), name VARCHAR(255), md5hash VARCHAR(255), size INTEGER,
    file_created DATETIME, file_modified DATETIME, created_at DATETIME NOT NULL,
    modified_at DATETIME NOT NULL, object_id INTEGER NOT NULL);
CREATE TABLE mdanalysis (id INTEGER NOT NULL PRIMARY KEY, analysis_name VARCHAR(255) NOT NULL,
    analysis_desc VARCHAR(255), dataset_id INTEGER NOT NULL, dimension INTEGER,
    superimposition_method VARCHAR(255), cva_group_by VARCHAR(255), manova_group_by VARCHAR(255),
    propertyname_str VARCHAR(255), object_info_json TEXT, raw_landmark_json TEXT,
    superimposed_landmark_json TEXT, pca_analysis_result_json TEXT, pca_eigenvalues_json TEXT,
    cva_rotation_matrix_json TEXT, created_at DATETIME NOT NULL, modified_at DATETIME NOT NULL);
CREATE TABLE migratehistory (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(255) NOT NULL);
INSERT INTO migratehistory VALUES (1, '009_20260723');
"""


class Public:
    """A library of the public Modan2 in a folder, filled row by row."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.database = folder / "Modan2.db"
        with closing(sqlite3.connect(self.database)) as connection:
            connection.executescript(_TABLES)

    def add(self, table: str, **columns: object) -> int:
        """Insert a row and return its id."""
        dated = {"created_at": _MADE, "modified_at": _MADE, **columns}
        marks = ", ".join("?" * len(dated))
        with closing(sqlite3.connect(self.database)) as connection, connection:
            insert = f"INSERT INTO {table} ({', '.join(dated)}) VALUES ({marks})"
            return connection.execute(insert, tuple(dated.values())).lastrowid or 0

    def dataset(self, name: str, **columns: object) -> int:
        return self.add("mddataset", dataset_name=name, **{"dimension": 2, **columns})

    def object(self, dataset: int, name: str, landmarks: str = "", **columns: object) -> int:
        own = {"dataset_id": dataset, "object_name": name, "landmark_str": landmarks}
        return self.add("mdobject", **{**own, **columns})

    def image(self, dataset: int, number: int, original: str, *, aside: bool = False) -> Path:
        """Attach a photograph, ``aside`` with one of full size that was put away."""
        suffix = Path(original).suffix
        self.add("mdimage", object_id=number, original_filename=original,
                 file_modified="2020-01-02 03:04:05",
                 original_path=f"C:\\photos\\{original}")  # fmt: skip
        path = self.folder / "data" / str(dataset) / f"{number}{suffix}"
        picture(path, (6, 4))
        if aside:
            picture(path.parent / "originals" / path.name, (60, 40))
        return path

    def mesh(self, dataset: int, number: int, original: str) -> Path:
        """Attach a mesh, which is stored as OBJ whatever it was."""
        self.add("mdthreedmodel", object_id=number, original_filename=original,
                 original_path=f"/home/me/{original}")  # fmt: skip
        path = self.folder / "data" / str(dataset) / f"{number}.obj"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"v 0 0 {number}\n")
        return path


def picture(path: Path, size: tuple[int, int]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, "red").save(path)


def filled(folder: Path) -> Public:
    """Make a library with something of everything."""
    made = Public(folder)
    top = made.dataset(
        "Trilobites", dataset_desc="Phacops, flat", wireframe="1-2,2-3,1-3", polygons="1-2-3",
        baseline="1,3", propertyname_str="species,age,code",
        curve_config_json=json.dumps(
            [{"id": "curve1", "n": 10, "method": "equidistant", "start": 3, "name": "margin"}]
        ),
        landmark_name_json=json.dumps(
            [{"name": "tip", "desc": "foremost"}, {"name": ""}, {"name": "end"}]
        ),
    )  # fmt: skip
    below = made.dataset("Eyes", parent_id=top, dimension=3, baseline="1,2,3")
    one = made.object(
        top, "one", "1.5\t2\n3\t4\n5\t6.25", object_desc="holotype", sequence=2,
        pixels_per_mm=8.0, property_str="alba,3,007",
        curve_raw_json=json.dumps({"curve1": [[0, 0], [1, 1.5], [2, 0]]}),
        curve_anchor_json=json.dumps({"curve1": [[0, 0], [2, 0]]}),
    )  # fmt: skip
    two = made.object(
        top, "two", "1\t2\nMissing\tMissing\n5\t", sequence=1, property_str="nigra,4.5,"
    )
    made.object(below, "eye", "1 2 3\n4 5 6\n7 8 9")
    made.image(top, one, "IMG_1.JPG", aside=True)
    made.image(top, two, "IMG_2.png")
    made.mesh(below, 3, "skull.stl")
    made.add(
        "mdanalysis", dataset_id=top, analysis_name="PCA 1", superimposition_method="Procrustes",
        cva_group_by="species", pca_eigenvalues_json="[[0.5, 0.9]]",
    )  # fmt: skip
    return made


def described(**more: Any) -> dict[str, Any]:
    """Return a ``dataset.json`` of schema 1.3."""
    content: dict[str, Any] = {
        "format_version": "1.3",
        "export_info": {"exported_by": "Modan2 v0.2.0", "export_format": "JSON+ZIP"},
        "dataset": {
            "id": 12, "name": "Wings", "description": "left ones", "dimension": 2,
            "created_date": "2024-03-05", "modified_date": "2024-03-06",
            "variables": ["sex", "site"], "landmark_count": 3, "object_count": 2,
            "wireframe": [[1, 2], [2, 3]], "polygons": [[3, 1, 2]], "baseline": [1, 2],
            "curve_config": [{"id": "curve1", "n": 5, "name": "vein"}],
        },
        "objects": [
            {
                "id": 7, "name": "a", "sequence": 1, "created_date": "2024-03-05",
                "pixels_per_mm": 4, "landmarks": [[1, 2], [None, 4], [5, 6]],
                "variables": {"sex": "f", "site": "Leeds, UK"},
                "curve_raw": {"curve1": [[0, 0], [1, 1]]}, "curve_anchors": None,
                "files": {"image": {"path": "images/7.png", "original_filename": "w1.png",
                                    "last_modified": "2020-01-02T03:04:05+00:00"}},
            },
            {
                "id": 8, "name": "b", "sequence": 2, "created_date": None, "pixels_per_mm": None,
                "landmarks": [[1, 2], [3, 4], [5, 6]], "variables": {"sex": "m", "site": None},
                "curve_raw": None, "curve_anchors": None,
                "files": {"model": {"path": "models/8.obj", "original_filename": "w2.ply"}},
            },
        ],
    }  # fmt: skip
    return {**content, **more}


def package(path: Path, content: Mapping[str, Any], **more: bytes) -> Path:
    """Write a package; a name in ``more`` has ``__`` for its slash."""
    folder = path.parent / "made"
    picture(folder / "7.png", (5, 5))
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("dataset.json", json.dumps(content, indent=2))
        archive.write(folder / "7.png", "images/7.png")
        archive.writestr("models/8.obj", "v 0 0 0\n")
        for name, data in more.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


def backup(path: Path, *packages: Path) -> Path:
    """Write a backup of a library: packages in a zip file."""
    entries = [{"file": f"datasets/{p.name}", "name": p.stem} for p in packages]
    with ZipFile(path, "w") as archive:
        for file in packages:
            archive.write(file, f"datasets/{file.name}")
        content = {"format_version": "1.0", "datasets": entries}
        archive.writestr("library.json", json.dumps(content))
    return path
