"""Mends packed columns that cannot be read: what fits stays, all of it becomes text."""

import numpy as np

from components.store.check_rows import is_value, parsed
from components.store.codec import pack_values
from components.store.findings import Finding
from components.store.library import Library

_EMPTY = {"exif": "{}"}  # all others are lists


def empty_column(library: Library, finding: Finding) -> None:
    """Empty a column of JSON; an analysis that cannot be read is deleted instead."""
    run, column, row = library.database.execute_sql, finding.column, finding.row
    if finding.table == "mdanalysis":
        run("DELETE FROM mdanalysis WHERE id = ?", (row,))
        return
    select = f"SELECT {column} FROM {finding.table} WHERE id = ?"  # noqa: S608  # our own names
    (old,) = run(select, (row,)).fetchone()
    update = f"UPDATE {finding.table} SET {column} = ? WHERE id = ?"  # noqa: S608  # likewise
    run(update, (_EMPTY.get(column, "[]"), row))
    if finding.table == "mddataset":
        _describe(library, "mddataset", row, column, old)
    else:
        (owner,) = run("SELECT object_id FROM mdimage WHERE id = ?", (row,)).fetchone()
        _describe(library, "mdobject", owner, column, old)


def keep_landmarks(library: Library, finding: Finding) -> None:
    """Keep the landmarks that are whole, and every number as text."""
    run = library.database.execute_sql
    data, dimension = run(
        "SELECT o.landmarks, d.dimension FROM mdobject o JOIN mddataset d ON d.id = o.dataset_id"
        " WHERE o.id = ?",
        (finding.row,),
    ).fetchone()
    text = str(data)
    whole = b""
    if isinstance(data, bytes):
        numbers = np.frombuffer(data[: len(data) // 8 * 8], "<f8").tolist()
        text = " ".join([*map(str, numbers), data[len(numbers) * 8 :].hex()]).strip()
        whole = data[: len(data) // (8 * dimension) * 8 * dimension]
    run("UPDATE mdobject SET landmarks = ? WHERE id = ?", (whole, finding.row))
    _describe(library, "mdobject", finding.row, "landmarks", text)


def keep_curves(library: Library, finding: Finding) -> None:
    """Take curves away that cannot be read, and keep their bytes as text."""
    run = library.database.execute_sql
    (data,) = run("SELECT curves FROM mdobject WHERE id = ?", (finding.row,)).fetchone()
    run("UPDATE mdobject SET curves = NULL WHERE id = ?", (finding.row,))
    text = data.hex() if isinstance(data, bytes) else data
    _describe(library, "mdobject", finding.row, "curves", text)


def keep_variables(library: Library, finding: Finding) -> None:
    """Keep the values that fit the variables of the data set, and all of them as text."""
    run = library.database.execute_sql
    text, scheme = run(
        "SELECT o.variables, d.variables FROM mdobject o"
        " LEFT JOIN mddataset d ON d.id = o.dataset_id WHERE o.id = ?",
        (finding.row,),
    ).fetchone()
    values, variables = parsed(text), parsed(scheme)
    count = len(variables) if isinstance(variables, list) else 0
    kept = values[:count] if isinstance(values, list) else []
    kept = [value if is_value(value) else None for value in kept]
    run("UPDATE mdobject SET variables = ? WHERE id = ?", (pack_values(kept), finding.row))
    _describe(library, "mdobject", finding.row, "variables", text)


def _describe(library: Library, table: str, row: int, column: str, old: object) -> None:
    text = f"Before mending, {column.replace('_', ' ')}: {old}"
    update = f"UPDATE {table} SET description = TRIM(description || ?, ?) WHERE id = ?"  # noqa: S608  # our own names
    library.database.execute_sql(update, (f"\n{text}", "\n", row))
