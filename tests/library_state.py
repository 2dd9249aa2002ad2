"""What a library holds, to the byte, and what is sent to its database."""

from collections.abc import Iterator
from contextlib import contextmanager

from components.store.library import Library

TABLES = ("mddataset", "mdobject", "mdimage", "mdthreedmodel", "mdanalysis")


def content(library: Library) -> dict[str, list[str]]:
    """Write every row of every table; unlike values, 1 and 1.0 are told apart."""
    run = library.database.execute_sql
    return {
        table: [repr(row) for row in run(f"SELECT * FROM {table} ORDER BY id")] for table in TABLES
    }


@contextmanager
def counted(library: Library) -> Iterator[list[str]]:
    """Collect the statements that the block sends to the database, without cascades."""
    statements: list[str] = []

    def note(statement: str) -> None:
        if statements[-1:] != [statement]:  # a cascade repeats the statement for each row
            statements.append(statement)

    connection = library.database.connection()
    connection.set_trace_callback(note)
    try:
        yield statements
    finally:
        connection.set_trace_callback(None)
