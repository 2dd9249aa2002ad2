"""The rules of the house, read from the sources: see docs/architecture.md."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LAYERS = (("errors",), ("shape",), ("formats", "stats"), ("scene", "store"), ("workflow",), ("ui",))
RANK = {name: rank for rank, row in enumerate(LAYERS) for name in row}
QT = ("PyQt5", "pyqtgraph", "vtk", "vtkmodules", "qtawesome", "pytestqt")
DATABASE = ("peewee", "playhouse", "sqlite3", "MdModel")
THREADS = ("_thread", "multiprocessing")
THREAD_NAMES = ("QThread", "QThreadPool", "QRunnable", "QtConcurrent", ".Thread", ".Timer")
DOORS = ("MdStatistics.py", "MdDialogs.py")
ROOT_MODULES = ("Modan2.py", "MdModel.py", *DOORS)

LIMITS = {ast.FunctionDef: 40, ast.AsyncFunctionDef: 40, ast.ClassDef: 250}
FILE_LIMIT = 400
OVERSIZE: dict[str, str] = {}  # "file:name" -> why it may be larger

SOURCES = sorted((ROOT / "components").rglob("*.py"))
PARSED = {path: ast.parse(path.read_text("utf-8")) for path in SOURCES}


def layer(path: Path) -> str:
    """Name of the layer of a file: its folder, or its own name right below components."""
    first = path.relative_to(ROOT / "components").parts[0]
    return first.removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[str]:
    """Every imported name, those of nested imports too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where a name comes from"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def size(node: ast.AST) -> int:
    """Lines of a definition without its docstrings."""
    docs = 0
    for inner in ast.walk(node):
        if isinstance(inner, ast.FunctionDef | ast.ClassDef | ast.Module):
            first = inner.body[0] if inner.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docs += (first.end_lineno or 0) - first.lineno + 1
    return (getattr(node, "end_lineno", 0) or 0) - getattr(node, "lineno", 0) + 1 - docs


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_folder_is_a_known_layer() -> None:
    assert {layer(path) for path in SOURCES} - {"__init__"} <= set(RANK)


def test_layers_import_only_to_the_left() -> None:
    wrong = [
        f"{named(path)}: {layer(path)} may not import {name}"
        for path, tree in PARSED.items()
        for name in imports(tree)
        if name.startswith("components.")
        and (other := name.split(".")[1]) != layer(path)
        and RANK[other] >= RANK.get(layer(path), 0)
    ]
    assert not wrong


def test_nothing_inside_imports_a_door() -> None:
    doors = {Path(name).stem for name in ROOT_MODULES} - {"MdModel"}
    wrong = [
        f"{named(path)}: {name}"
        for path, tree in PARSED.items()
        for name in imports(tree)
        if name.split(".")[0] in doors
    ]
    assert not wrong


@pytest.mark.parametrize(("modules", "home"), [(QT, "ui"), (DATABASE, "store")])
def test_library_belongs_to_one_layer(modules: tuple[str, ...], home: str) -> None:
    wrong = [
        f"{named(path)}: {name}"
        for path, tree in PARSED.items()
        for name in imports(tree)
        if name.split(".")[0] in modules and layer(path) != home
    ]
    assert not wrong


def test_threads_are_made_in_one_file() -> None:
    wrong = [
        f"{named(path)}: {name}"
        for path, tree in PARSED.items()
        for name in imports(tree)
        if (name.split(".")[0] in THREADS or name.endswith((*THREAD_NAMES, "PoolExecutor")))
        and path != ROOT / "components/ui/tasks.py"
    ]
    assert not wrong


@pytest.mark.parametrize("door", DOORS)
def test_door_holds_docstring_imports_and_all(door: str) -> None:
    docstring, *rest = ast.parse((ROOT / door).read_text("utf-8")).body
    assert isinstance(docstring, ast.Expr)
    names = [alias.asname or alias.name for n in rest[:-1] for alias in n.names]  # type: ignore[attr-defined]
    assert all(isinstance(node, ast.ImportFrom) for node in rest[:-1])
    listed = rest[-1]
    assert isinstance(listed, ast.Assign)
    assert sorted(ast.literal_eval(listed.value)) == sorted(names)


def test_nothing_grows_too_large() -> None:
    wrong = []
    trees = PARSED | {ROOT / n: ast.parse((ROOT / n).read_text("utf-8")) for n in ROOT_MODULES}
    for path, tree in trees.items():
        lines = len(path.read_text("utf-8").splitlines())
        docs = -size(tree)  # a module has no line numbers, so this is its docstrings less one
        if lines - docs - 1 > FILE_LIMIT:
            wrong.append(f"{named(path)}: {lines} lines")
        for node in ast.walk(tree):
            most = LIMITS.get(type(node))
            if most and size(node) > most and f"{named(path)}:{node.name}" not in OVERSIZE:  # type: ignore[attr-defined]
                wrong.append(f"{named(path)}:{node.lineno} {node.name}: {size(node)} lines")  # type: ignore[attr-defined]
    assert not wrong


@pytest.mark.parametrize("banned", ["processEvents", "time.sleep"])
def test_sources_are_free_of(banned: str) -> None:
    assert not [named(path) for path in SOURCES if banned in path.read_text("utf-8")]


@pytest.mark.slow
@pytest.mark.parametrize("package", [n for n in RANK if n != "ui"] + ["Modan2", "MdStatistics"])
def test_imports_without_qt(package: str) -> None:
    """Every module of the package imports in a fresh interpreter that cannot find Qt."""
    name = package if package in ("Modan2", "MdStatistics") else f"components.{package}"
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in SOURCES
        if layer(path) == package
    ] or [name]
    code = (
        "import importlib, sys\n"
        f"sys.modules.update(dict.fromkeys({QT!r}))\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "slow = {'scipy.stats', 'matplotlib', 'sklearn', 'statsmodels'} & set(sys.modules)\n"
        "assert not slow, f'heavy at start-up: {slow}'\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
