"""A data set with everything in it as plain rows: taken out and put back byte for byte."""

from dataclasses import dataclass

from components.store.library import Library
from MdModel import TABLES

Row = tuple[object, ...]

# how to find the rows of a data set and of all data sets below it, table by table
_BELOW = (
    "WITH RECURSIVE below(id) AS (SELECT ? UNION ALL"
    " SELECT d.id FROM mddataset d JOIN below ON d.parent_id = below.id) "
)
_OF_OBJECTS = "object_id IN (SELECT id FROM mdobject WHERE dataset_id IN below)"
_WHERE = {
    "mddataset": "id IN below",
    "mdobject": "dataset_id IN below",
    "mdimage": _OF_OBJECTS,
    "mdthreedmodel": _OF_OBJECTS,
    "mdanalysis": "dataset_id IN below",
}


@dataclass(frozen=True)
class Snapshot:
    """Rows by table, in the order in which they can be put back (parents first)."""

    rows: dict[str, list[Row]]


def take_dataset(library: Library, number: int) -> Snapshot:
    """Delete a data set, the data sets below it and all they hold, and return the rows."""
    with library.transaction():
        rows = {}
        for table in TABLES:
            name = table._meta.table_name  # peewee's documented way
            sql = f"{_BELOW} SELECT * FROM {name} WHERE {_WHERE[name]} ORDER BY id"  # noqa: S608  # names of ours
            rows[name] = library.database.execute_sql(sql, (number,)).fetchall()
        library.database.execute_sql("DELETE FROM mddataset WHERE id = ?", (number,))
    return Snapshot(rows)


def take_analysis(library: Library, number: int) -> Snapshot:
    """Delete one analysis and return its row."""
    with library.transaction():
        taken = read_rows(library, "mdanalysis", number)
        library.database.execute_sql("DELETE FROM mdanalysis WHERE id = ?", (number,))
    return taken


def read_rows(library: Library, table: str, number: int) -> Snapshot:
    """Read one row as it is."""
    sql = f"SELECT * FROM {table} WHERE id = ?"  # noqa: S608  # a name of ours, no input
    with library.connected():
        return Snapshot({table: library.database.execute_sql(sql, (number,)).fetchall()})


def overwrite(library: Library, snapshot: Snapshot) -> None:
    """Write rows that still exist as they were; what refers to them stays."""
    with library.transaction():
        for name, rows in snapshot.rows.items():
            columns = [c.name for c in library.database.get_columns(name)]
            places = ", ".join(f"{column} = ?" for column in columns)
            sql = f"UPDATE {name} SET {places} WHERE id = ?"  # noqa: S608  # as above
            library.database.cursor().executemany(sql, [(*row, row[0]) for row in rows])


def put_back(library: Library, snapshot: Snapshot) -> None:
    """Insert the rows of a snapshot as they were, ids included."""
    with library.transaction():
        library.database.execute_sql("PRAGMA defer_foreign_keys = ON")
        cursor = library.database.cursor()
        for name, rows in snapshot.rows.items():
            if rows:
                marks = ",".join("?" * len(rows[0]))
                cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608  # as above
