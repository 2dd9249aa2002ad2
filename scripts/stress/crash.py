"""A process that edits a library is killed at a random moment; what it has done must be there."""

import multiprocessing
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from components.errors import UserError
from components.store.check import check
from components.store.library import Library
from scripts.stress.acts import User
from scripts.stress.content import digest, read

_LONGEST = 0.8  # seconds that a process lives, at most, after it has opened the library
_SHORTEST = 0.05  # for the tenth of them that shall die while they open it
_PATIENCE = 60.0  # for the others to have opened it
if sys.platform == "linux":
    _processes = multiprocessing.get_context("fork")  # need not import everything again
else:
    _processes = multiprocessing.get_context("spawn")


_OPENING = ("Open", "Open again")  # labels of what changes nothing


@dataclass
class Record:
    """What a process has said: each act before it began, and that it is done.

    ``states`` are digests of the library: as it was first, and as it must be after each act.
    """

    states: list[str]
    labels: list[str] = field(default_factory=list)
    acknowledged: int = 0

    @property
    def edits(self) -> int:
        """Acknowledged acts that change something."""
        return sum(label not in _OPENING for label in self.labels[: self.acknowledged])

    @property
    def in_flight(self) -> str:
        """What was going on at the end."""
        return self.labels[-1] if len(self.labels) > self.acknowledged else "between two acts"

    def take(self, message: tuple[str, str] | None) -> None:
        """Note an act that begins, with the state that it is to bring about, or that it is done."""
        if message is None:
            self.acknowledged += 1
        else:
            label, state = message
            self.labels.append(label)
            self.states.append(state)

    def lost(self, state: str) -> int:
        """Count the acknowledged acts that are not in a library of this state.

        The act in flight may be there or not, but as a whole.
        """
        for kept in (self.acknowledged, self.acknowledged + 1):
            if self.states[kept : kept + 1] == [state]:
                return 0
        earlier = [i for i in range(self.acknowledged) if self.states[i] == state]
        return self.acknowledged - max(earlier) if earlier else max(1, self.acknowledged)


def run(rounds: int, seed: int) -> bool:
    """Kill so many processes at work on one library; tell whether it came through all of them.

    Stops at the first fault and then leaves the library for a closer look.
    """
    folder = Path(tempfile.mkdtemp(prefix="modan2-crash-"))
    began, acknowledged, lost = time.monotonic(), 0, 0
    in_flight: Counter[str] = Counter()
    state, faults = look(folder)
    for number in range(rounds):
        record, own_end = _one_process(folder, [seed, number], state)
        state, faults = look(folder)
        faults += own_end
        acknowledged, lost = acknowledged + record.edits, record.lost(state)
        in_flight[record.in_flight] += 1
        if lost or faults:
            print(f"round {number} of seed {seed}, in flight: {record.in_flight}; see {folder}")
            print("\n".join(faults))
            break
    print("killed during: " + ", ".join(f"{label} {n}" for label, n in in_flight.most_common()))
    print(f"{in_flight.total()} rounds in {time.monotonic() - began:.0f} s")
    print(f"acknowledged {acknowledged}, lost {lost}")
    if lost or faults:
        return False
    shutil.rmtree(folder)
    return True


def _one_process(folder: Path, seed: list[int], state: str) -> tuple[Record, list[str]]:
    """Let a process work and kill it; return what it said, and a fault if it ended by itself."""
    rng = np.random.default_rng([*seed, 1])
    opens = rng.random() >= 0.1
    lives = rng.uniform(0, _LONGEST if opens else _SHORTEST)
    record, killed = Record([state]), False
    receiver, sender = _processes.Pipe(duplex=False)
    with tempfile.TemporaryDirectory(prefix="modan2-files-") as files:
        process = _processes.Process(target=_work, args=(folder, Path(files), seed, state, sender))
        process.start()
        sender.close()  # the process has one too: the pipe ends when it dies
        deadline = time.monotonic() + (_PATIENCE if opens else lives)
        while True:
            left = max(0.0, deadline - time.monotonic())
            if not killed and not (left and receiver.poll(left)):
                process.kill()
                killed = True
            try:
                record.take(receiver.recv())
            except EOFError:
                break
            if opens and record.acknowledged == 1:  # so a busy machine kills none of them early
                deadline = time.monotonic() + lives
                opens = False
        process.join()
        receiver.close()
    own_end = [f"the process ended by itself, with exit code {process.exitcode}"]
    return record, [] if killed else own_end


def _work(folder: Path, files: Path, seed: list[int], state: str, sender: Connection) -> None:
    sender.send(("Open", state))
    user = User(folder, files, np.random.default_rng(seed))
    sender.send(None)
    while True:
        act = user.next()
        sender.send((act.label, digest(act.expected)))
        act.run()
        sender.send(None)


def look(folder: Path) -> tuple[str, list[str]]:
    """Return the digest of a library and what SQLite and the program's own check find wrong."""
    try:
        with Library(folder) as library:
            state = digest(read(library))
            found = [f"check: {finding}" for finding in check(library).findings]
            path = library.path
    except UserError as error:
        return "", [f"the library does not open: {error}"]
    with closing(sqlite3.connect(path)) as connection:
        answers = connection.execute("PRAGMA integrity_check").fetchall()
        found += [f"integrity_check: {answer}" for (answer,) in answers if answer != "ok"]
        parents = connection.execute("PRAGMA foreign_key_check").fetchall()
        found += [f"foreign_key_check: {row}" for row in parents]
    return state, found
