"""SQLite made to ask, in the middle of a long statement, whether the work is to stop."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from peewee import PeeweeException

from components.errors import Cancelled, Step, UserError, no_step

_INSTRUCTIONS = 20_000  # of SQLite's machine between two questions: a few milliseconds


@contextmanager
def heeding(connection: sqlite3.Connection, step: Step) -> Iterator[None]:
    """Have statements of the block ask ``step``; where it raises, the block ends with `Cancelled`.

    SQLite rolls a transaction back whose statement is stopped. For a transaction around the block
    an empty one takes its place, which can be rolled back as if nothing had happened.
    """
    if step is no_step:
        yield
        return
    stopped, inside = False, connection.in_transaction

    def ask() -> bool:
        nonlocal stopped
        try:
            step(0, 0, "")
        except Cancelled:
            stopped = True
        return stopped

    connection.set_progress_handler(ask, _INSTRUCTIONS)
    try:
        yield
    except (UserError, sqlite3.Error, PeeweeException) as error:
        if not stopped:
            raise
        connection.set_progress_handler(None, 0)
        if inside and not connection.in_transaction:
            connection.execute("BEGIN")
        # what was raised by leaving a savepoint that is gone follows from the stop, too
        raise Cancelled from error
    finally:
        connection.set_progress_handler(None, 0)
