"""The tables of a Modan2 library, and nothing else: no geometry, no paths, no Qt.

The tables are bound to a database when `components.store.library.Library` opens a folder,
never by an import. Only `components.store` imports this module. What the packed columns hold
is decided by `components.store.codec`.
"""

import json
from typing import Any

from peewee import (
    BlobField,
    CharField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

SCHEMA_VERSION = 1
"""Goes to ``PRAGMA user_version``; every change of a table below comes with a migration."""


class JSONField(TextField):  # type: ignore[misc]  # peewee has no types of its own
    """Any JSON value, kept as compact text."""

    def db_value(self, value: Any) -> str | None:  # noqa: ANN401  # JSON holds anything
        """Turn a value into text for the database."""
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def python_value(self, value: str | None) -> Any:  # noqa: ANN401  # JSON holds anything
        """Turn the database's text into a value."""
        return None if value is None else json.loads(value)


class MdDataset(Model):  # type: ignore[misc]
    """A set of objects that share a landmark scheme; data sets nest."""

    name = CharField()
    description = TextField(default="")
    parent = ForeignKeyField("self", null=True, backref="children", on_delete="CASCADE")
    position = IntegerField(default=0)  # order among the children of one parent
    dimension = IntegerField()  # 2 or 3 axes
    landmark_names = JSONField(default=list)  # [name, ...] by landmark
    wireframe = JSONField(default=list)  # [[landmark, landmark], ...], counted from 0
    polygons = JSONField(default=list)  # [[landmark, ...], ...] in drawing order
    baseline = JSONField(default=list)  # two landmarks in the plane, three in space
    curves = JSONField(default=list)  # curve scheme, and [{"system": coordinate system}]
    variables = JSONField(default=list)  # [{"name": ..., "type": "text|number|flag"}, ...]
    views = JSONField(default=list)  # saved filters: [{"name": ..., "filter": ...}, ...]
    created = IntegerField()  # seconds since 1970, UTC
    modified = IntegerField()


class MdObject(Model):  # type: ignore[misc]
    """One specimen: its landmarks in pixels of the original image, or in file units."""

    dataset = ForeignKeyField(MdDataset, backref="objects", on_delete="CASCADE", index=False)
    sequence = IntegerField()  # order in the data set
    name = CharField()
    description = TextField(default="")
    landmarks = BlobField()  # float64 little-endian, landmark by landmark; NaN = missing
    curves = BlobField(null=True)
    scale = FloatField(null=True)  # units per pixel
    unit = CharField(default="")
    variables = JSONField(default=list)  # values in the order of the data set's variables
    created = IntegerField()
    modified = IntegerField()

    class Meta:
        """The one index serves 'all objects of a data set in their order'."""

        indexes = ((("dataset", "sequence"), False),)


class MdImage(Model):  # type: ignore[misc]
    """A photograph of an object; the file lies in the library's media folder by its hash."""

    object = ForeignKeyField(MdObject, backref="images", on_delete="CASCADE")
    sha256 = CharField(index=True)
    name = CharField()  # original file name
    size = IntegerField()  # bytes
    width = IntegerField()
    height = IntegerField()
    modified = IntegerField()  # of the original file, seconds since 1970, UTC
    exif = JSONField(default=dict)  # what the camera wrote, by the names of the EXIF standard


class MdThreeDModel(Model):  # type: ignore[misc]
    """A surface mesh of an object; the file lies in the library's media folder by its hash."""

    object = ForeignKeyField(MdObject, backref="models", on_delete="CASCADE")
    sha256 = CharField(index=True)
    name = CharField()
    size = IntegerField()
    modified = IntegerField()


class MdAnalysis(Model):  # type: ignore[misc]
    """One run of an analysis with the options that made it and everything that came out."""

    dataset = ForeignKeyField(MdDataset, backref="analyses", on_delete="CASCADE")
    name = CharField()
    fingerprint = CharField()  # of the input, so that a stale analysis is known as stale
    result = JSONField()  # options and numbers, with references into ``arrays``
    arrays = BlobField()
    created = IntegerField()


TABLES = (MdDataset, MdObject, MdImage, MdThreeDModel, MdAnalysis)
