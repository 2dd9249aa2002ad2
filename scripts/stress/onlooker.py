"""Another program beside the one at work: it reads the library, and tries in vain to write it."""

import multiprocessing
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from components.errors import UserError
from components.store import datasets, objects
from components.store.faults import LibraryInUse
from components.store.library import Library

_REST = 0.05  # seconds between two looks
if sys.platform == "linux":
    _processes = multiprocessing.get_context("fork")  # need not import everything again
else:
    _processes = multiprocessing.get_context("spawn")


class Watch:
    """The other program; between `begin` and `end` the library is open for writing here."""

    def __init__(self, channel: Connection) -> None:
        self._channel = channel

    def begin(self) -> None:
        """Let it look."""
        self._channel.send("begin")

    def end(self) -> tuple[Counter[str], list[str]]:
        """Stop it; return what it did, and what was wrong."""
        self._channel.send("end")
        seen, faults = self._channel.recv()
        return seen, faults


@contextmanager
def watching(folder: Path) -> Iterator[Watch]:
    """Start the other program, which waits; to be called while no library is open and no thread."""
    here, there = _processes.Pipe()
    process = _processes.Process(target=_look_on, args=(folder, there), daemon=True)
    process.start()
    there.close()
    try:
        yield Watch(here)
    finally:
        here.close()
        process.join(10)
        process.kill()


def _look_on(folder: Path, channel: Connection) -> None:
    seen: Counter[str] = Counter()
    faults: list[str] = []
    try:
        channel.recv()
        while not channel.poll(_REST):
            _read(folder, seen, faults)
            _intrude(folder, seen, faults)
        channel.send((seen, faults))
    except EOFError:
        return  # the other side has failed, and says so itself


def _read(folder: Path, seen: Counter[str], faults: list[str]) -> None:
    try:
        with Library(folder, read_only=True) as library:
            for dataset in datasets.tree(library):
                columns = objects.load_columns(library, dataset.id)
                if len(set(columns.ids.tolist())) != len(columns.names):
                    faults.append(f"reading: {dataset.name} has objects twice")
                seen["other program: data set read"] += 1
    except UserError as error:
        if "no longer" not in str(error):
            faults.append(f"reading: {error}")
    except Exception as error:  # noqa: BLE001  # what it is, the report says
        faults.append(f"reading: {type(error).__name__}: {error}")


def _intrude(folder: Path, seen: Counter[str], faults: list[str]) -> None:
    try:
        Library(folder).close()
    except LibraryInUse:
        seen["other program: writing refused"] += 1
    else:
        faults.append("another program could open the library for writing")
