"""One library with everything at once: edits, undo, imports, analyses, exports, other programs.

The program's own order: a user edits on the thread that opened the library, tasks run on threads
of their own and hand their results to the user, and another program reads, and tries to write.
"""

import ctypes
import gc
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic

import numpy as np
import psutil

from components.errors import UserError
from components.formats import tps
from components.formats.reading import Reading
from components.formats.registry import read as read_landmarks
from components.shape.specimen import Specimen
from components.store import objects
from components.store.backup import back_up
from components.store.snapshots import daily_copy
from components.workflow import analysing, reporting
from components.workflow.analysing import Request
from components.workflow.history import Pending
from components.workflow.session import Imported, Session
from scripts.stress import onlooker
from scripts.stress.acts import User, collection_in
from scripts.stress.content import Content, digest, read
from scripts.stress.crash import look
from scripts.stress.files import write_large

LARGE = {"many objects": (5000, 20), "many landmarks": (60, 250)}  # objects and landmarks
_ENOUGH = 7  # data sets, beyond which no task imports more
_ARENA_MAX = -8  # the number of that option in glibc's malloc.h
_BREATH = 0.002  # seconds between two edits, in which the tasks get the library

Result = Callable[[User], None]
"""What is left to do on the user's thread when a task has ended."""


@dataclass
class Tally:
    """What was done, what was answered with a sentence, and what went wrong."""

    done: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)  # seconds, bytes
    blocks: list[tuple[float, int]] = field(default_factory=list)  # seconds, blocks of Python

    @contextmanager
    def of(self, label: str) -> Iterator[None]:
        """Count what the block does. A sentence is an answer.

        Only a task may not be told that another one is busy: it waits. The window's own thread is
        told so at once, and its user tries again.
        """
        try:
            yield
        except UserError as error:
            if "busy" in str(error) and label.startswith("task"):
                self.errors.append(f"{label}: {error}")
            self.answered[f"{label}: {error}"] += 1
        except Exception as error:  # noqa: BLE001  # what it is, the report says
            self.errors.append(f"{label}: {type(error).__name__}: {error}")
        else:
            self.done[label] += 1


class Team:
    """All hands on the library in a folder, for one shift after the other."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.tally = Tally()
        self._library = folder / "library"
        self._files = folder / "files"
        self._files.mkdir()
        self._seed = seed
        self._began = monotonic()
        self._large = {name: write_large(self._files, name, *size) for name, size in LARGE.items()}
        self._collections = {name: collection_in(*paths) for name, paths in self._large.items()}

    def shift(self, number: int, seconds: float) -> None:
        """Work for so long, then look whether the library holds what it must."""
        rng = np.random.default_rng([self._seed, number])
        with onlooker.watching(self._library) as watch:
            user = User(self._library, self._files, rng, alone=False)
            watch.begin()
            try:
                with ThreadPoolExecutor(3, thread_name_prefix="task") as pool:
                    self._work(user, pool, rng, seconds)
                seen, faults = watch.end()
                self.tally.done.update(seen)
                self.tally.errors += faults
                self._compare(user)
            finally:
                user.session.close()
        self._look(user.content)
        for path in self._files.iterdir():
            if not any(path in paths for paths in self._large.values()):
                path.unlink()
        del user
        now = monotonic() - self._began
        self.tally.memory.append((now, memory_in_use()))
        self.tally.blocks.append((now, sys.getallocatedblocks()))

    def _work(
        self, user: User, pool: ThreadPoolExecutor, rng: np.random.Generator, seconds: float
    ) -> None:
        tasks: dict[str, Callable[[Session, np.random.Generator], Result]] = {
            "task: import": self._import,
            "task: analysis": self._analyse,
            "task: export": self._export,
        }
        running: dict[str, Future[Result]] = {}
        end = monotonic() + seconds
        while running or monotonic() < end:
            for label in [label for label, task in running.items() if task.done()]:
                with self.tally.of(label):
                    running.pop(label).result()(user)
            if monotonic() < end:
                for label in tasks.keys() - running:
                    if label == "task: import" and len(user.content) > _ENOUGH:
                        continue
                    own = np.random.default_rng(rng.integers(1 << 60))
                    running[label] = pool.submit(tasks[label], user.session, own)
                with self.tally.of("edit"):
                    act = user.next()
                with self.tally.of(act.label):
                    act.run()
            Event().wait(_BREATH)

    # tasks, on threads of their own

    def _import(self, session: Session, rng: np.random.Generator) -> Result:
        kind = str(rng.choice(list(self._large)))
        name = f"{kind} {rng.integers(1 << 60):x}"
        landmarks, table = self._large[kind]
        imported: Imported = session.import_files([landmarks], table, name)
        return lambda user: user.take_import(imported, name, self._collections[kind])

    def _analyse(self, session: Session, rng: np.random.Generator) -> Result:
        number = _any_dataset(session, rng)
        analysis = session.analyse(number, Request(group="species"))
        pending = Pending(session.library)
        kept = session.keep_analysis(pending, number, "Analysis", analysis)
        folder = self._files.parent / "report"
        reporting.write(analysis, (), folder)
        shutil.rmtree(folder)

        def done(user: User) -> None:
            user.take(pending)
            if analysis.names and kept < 1:
                raise ValueError(f"an analysis cannot have the id {kept}")

        return done

    def _export(self, session: Session, rng: np.random.Generator) -> Result:
        library = session.library
        table = objects.load_table(library, _any_dataset(session, rng))
        path = self._files.parent / "export.tps"
        forms = (Specimen(name, form) for name, form in zip(table.names, table.coords, strict=True))
        path.write_text(tps.write(Reading("TPS", tuple(forms))), "utf-8")
        again = read_landmarks(path).specimens
        if np.stack([s.landmarks for s in again]).tobytes() != table.coords.tobytes():
            self.tally.lost.append(f"exported landmarks of {len(table.names)} objects")
        if rng.random() < 0.2:
            backup = back_up(library, self._files.parent / "backups")
            if backup.damaged:
                self.tally.lost.append(f"{len(backup.damaged)} files of a backup")
            shutil.rmtree(backup.folder)
            daily_copy(library.folder)
        return lambda _user: None

    # at the end of a shift

    def _compare(self, user: User) -> None:
        """Compare the library with what the user knows; calculate stored analyses again."""
        with self.tally.of("look at the library"):
            found = read(user.session.library)
            self.tally.lost += [
                f"data set {name}"
                for name in found.keys() | user.content
                if found.get(name) != user.content.get(name)
            ]
        for dataset in user.session.datasets():
            for entry in dataset.analyses[-1:]:
                with self.tally.of("look at an analysis"):
                    self._recalculate(user.session, dataset.id, entry.id)

    def _recalculate(self, session: Session, dataset: int, entry: int) -> None:
        kept, stale = session.load_analysis(entry)
        if stale:
            return
        again = analysing.run(kept.request, objects.load_table(session.library, dataset))
        if not np.allclose(kept.pca.eigenvalues, again.pca.eigenvalues, 1e-9):
            self.tally.lost.append(f"numbers of analysis {entry}")

    def _look(self, content: Content) -> None:
        state, faults = look(self._library)
        self.tally.errors += faults
        if state != digest(content):
            self.tally.lost.append("after closing, the library holds something else")
        self.tally.done["shifts"] += 1


def keep_one_heap() -> None:
    """Have all threads share a heap: what many heaps keep free is hard to tell from a leak."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").mallopt(_ARENA_MAX, 1)


def memory_in_use() -> int:
    """Bytes of this process, after the allocator has given back what it only keeps for later."""
    gc.collect()
    with suppress(OSError, AttributeError):  # another C library than glibc
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return int(psutil.Process().memory_info().rss)


def _any_dataset(session: Session, rng: np.random.Generator) -> int:
    numbers = [dataset.id for dataset in session.datasets() if dataset.objects]
    if not numbers:
        raise UserError("No data set has objects at this moment.")
    return int(rng.choice(numbers))
