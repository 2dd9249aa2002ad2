"""What a user does that takes memory, on simulated data, and the functions that matter in each."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType
from typing import cast

from components.formats import tps
from components.formats.reading import Reading
from components.shape.specimen import Specimen
from components.stats.cva import cva
from components.stats.manova import manova
from components.stats.pca import pca
from components.stats.procrustes import procrustes
from components.stats.simulate import simulate
from components.store import datasets, objects
from components.store.datasets import Scheme
from components.workflow import analysing, archive, importing, reporting
from components.workflow.analysing import Request
from components.workflow.session import Session

LANDMARKS, AXES, GROUPS = 50, 2, 5
REQUEST = Request(group="kind")


@dataclass(frozen=True)
class Case:
    """Something to do again and again, leaving the library as it was.

    ``functions`` are those whose lines are worth a look.
    """

    name: str
    prepare: Callable[[Session, Path], Callable[[], object]]
    functions: tuple[Callable[..., object], ...]

    @property
    def profiled(self) -> tuple[FunctionType, ...]:
        """The plain functions below decorators such as ``contextmanager``."""
        found = (getattr(function, "__wrapped__", function) for function in self.functions)
        return tuple(cast(FunctionType, function) for function in found)


def input_bytes(count: int) -> int:
    """Bytes of the coordinates of so many objects."""
    return count * LANDMARKS * AXES * 8


def make_input(folder: Path, count: int) -> None:
    """Make a library with a data set, one of two objects, and a TPS file of the first."""
    made = simulate(count, LANDMARKS, AXES, groups=GROUPS, seed=1)
    forms = [
        Specimen(f"form {i}", form, variables={"kind": f"kind {group}"})
        for i, (form, group) in enumerate(zip(made.coords, made.groups, strict=True))
    ]
    session = Session(folder / "library")
    scheme = Scheme(AXES, variables=(("kind", "text"),))
    for some in (forms, forms[:2]):
        number = datasets.create(session.library, str(len(some)), scheme)
        objects.add(session.library, number, some)
    session.close()
    (folder / "forms.tps").write_text(tps.write(Reading("TPS", tuple(forms))), "utf-8")


def _load(session: Session, _folder: Path) -> Callable[[], object]:
    return lambda: objects.load_table(session.library, _first(session))


def _list(session: Session, _folder: Path) -> Callable[[], object]:
    return lambda: objects.load_columns(session.library, _first(session))


def _analyse(session: Session, _folder: Path) -> Callable[[], object]:
    table = objects.load_table(session.library, _first(session))
    return lambda: analysing.run(REQUEST, table)


def _keep(session: Session, _folder: Path) -> Callable[[], object]:
    number = _first(session)
    analysis = session.analyse(number, REQUEST)

    def run() -> None:
        session.load_analysis(session.keep_analysis(session.history, number, "A", analysis))
        session.history.undo()

    return run


def _report(session: Session, folder: Path) -> Callable[[], object]:
    analysis = session.analyse(_first(session), REQUEST)
    return lambda: reporting.write(analysis, (), folder / "report")


def _import(session: Session, folder: Path) -> Callable[[], object]:
    def run() -> None:
        session.take(session.import_files([folder / "forms.tps"]))
        session.history.undo()

    return run


def _open(session: Session, folder: Path) -> Callable[[], object]:
    """Open the library anew, read, analyse, close; the session given is closed before."""

    def run() -> None:
        session.close()
        own = Session(folder / "library")
        own.analyse(_first(own), REQUEST)
        own.close()

    return run


def _first(session: Session) -> int:
    return session.datasets()[0].id


CASES = {
    case.name: case
    for case in (
        Case("load", _load, (objects.load_table,)),
        Case("list", _list, (objects.load_columns,)),
        Case("analyse", _analyse, (analysing.run, procrustes, pca, cva, manova)),
        Case("keep and load an analysis", _keep, (archive.freeze, archive.thaw)),
        Case("report", _report, (reporting.write,)),
        Case("import", _import, (importing.read_files, importing.store, objects.add)),
        Case("open, analyse, close", _open, (Session.analyse,)),
    )
}
