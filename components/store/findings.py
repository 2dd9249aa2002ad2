"""What a check of a library finds, and how a row is called where people read it."""

import sqlite3
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "database", "parentless", "cycle", "dimension", "sequence", "column", "landmarks", "curves",
    "variables", "missing file", "changed file", "orphan",
]  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where, what, and what mending would do ("" where it cannot).

    ``table``, ``row``, ``column`` and ``file`` (below the media folder) say it to `mend`.
    """

    kind: Kind
    place: str
    text: str
    mend: str = ""
    table: str = ""
    row: int = 0
    column: str = ""
    file: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" + (f" (mending will {self.mend})" if self.mend else "")


_PLACES = {
    "mddataset": "SELECT name FROM mddataset WHERE id = ?",
    "mdobject": "SELECT COALESCE(d.name || ' / ', '') || o.name FROM mdobject o"
    " LEFT JOIN mddataset d ON d.id = o.dataset_id WHERE o.id = ?",
    "mdanalysis": "SELECT COALESCE(d.name || ' / ', '') || a.name FROM mdanalysis a"
    " LEFT JOIN mddataset d ON d.id = a.dataset_id WHERE a.id = ?",
    "mdimage": "SELECT m.name, m.object_id FROM mdimage m WHERE m.id = ?",
    "mdthreedmodel": "SELECT m.name, m.object_id FROM mdthreedmodel m WHERE m.id = ?",
}


def place(connection: sqlite3.Connection, table: str, row: int) -> str:
    """Call a row by the names of its data set and object, and by its own."""
    found = connection.execute(_PLACES[table], (row,)).fetchone()
    if found is None:
        return ""
    name, *owner = found
    of = place(connection, "mdobject", owner[0]) if owner else ""
    return f"{name} of {of}" if of else str(name)
