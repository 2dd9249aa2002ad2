"""The set-up script, as far as it goes without a network and without changing the machine."""

import importlib.util
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "bootstrap.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bootstrap() -> Any:
    return load()


@pytest.fixture
def project(bootstrap: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a project folder with requirements and a ``.venv`` in which nothing is installed."""
    (tmp_path / ".venv").mkdir()
    names = {"run": tmp_path / "requirements.txt", "test": tmp_path / "requirements-dev.txt"}
    for path in (*names.values(), tmp_path / "constraints.txt"):
        path.write_text(f"# {path.name}\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "REQUIREMENTS", names)
    monkeypatch.setattr(bootstrap, "CONSTRAINTS", tmp_path / "constraints.txt")
    return tmp_path


@pytest.fixture
def started(bootstrap: Any, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Return the list of programs started, none of which is; each would end well."""
    commands: list[list[str]] = []

    def start(command: Sequence[object], **_: object) -> subprocess.CompletedProcess[str]:
        commands.append([str(part) for part in command])
        return subprocess.CompletedProcess(commands[-1], 0, stdout="3.11 True\n")

    monkeypatch.setattr(bootstrap.subprocess, "run", start)
    return commands


# The interpreter


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13)])
def test_an_older_python_is_refused_with_a_sentence(
    version: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(
        SystemExit, match=rf"needs Python 3\.11 or newer.* is Python 3\.{version[1]};"
    ):
        load()


def test_nothing_but_the_standard_library_is_imported() -> None:
    code = f"import runpy; runpy.run_path({str(SCRIPT)!r}, run_name='bootstrap')"
    # -I -S: no packages of the environment, no folder of the user.
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)


# Commands and arguments


@pytest.mark.parametrize(("argv", "code"), [([], 2), (["build"], 2), (["--help"], 0)])
def test_anything_but_run_and_test_shows_the_usage(
    bootstrap: Any, argv: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(argv) == code
    assert "bootstrap.py run [--library DIR]" in capsys.readouterr().out


def test_arguments_of_test_go_to_pytest_in_their_order(
    bootstrap: Any, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "set_up", lambda _: None)
    monkeypatch.setattr(bootstrap, "virtual_display", lambda: bootstrap.contextlib.nullcontext({}))
    assert bootstrap.main(["test", "tests/shape", "-k", "a or b", "--lf"]) == 0
    assert started[0][1:5] == ["-m", "pytest", "-q", "-n"]
    assert started[0][6:] == ["tests/shape", "-k", "a or b", "--lf"]


def test_run_opens_the_window_on_the_sample_library(
    bootstrap: Any, started: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "set_up", lambda _: None)
    monkeypatch.setattr(bootstrap, "has_display", lambda *_: True)
    assert bootstrap.main(["run", "--library", str(tmp_path), "--debug"]) == 0
    (tmp_path / "modan2.db").touch()
    assert bootstrap.main(["run", "--library", str(tmp_path)]) == 0
    assert [command[2:] for command in started] == [
        ["sample", "--library", str(tmp_path)],
        ["--library", str(tmp_path), "--debug"],
        ["--library", str(tmp_path)],
    ]


def test_run_without_a_display_says_where_the_report_is(
    bootstrap: Any,
    started: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(bootstrap, "set_up", lambda _: None)
    monkeypatch.setattr(bootstrap, "has_display", lambda *_: False)
    assert bootstrap.main(["run", "--library", str(tmp_path)]) == 0
    assert [command[2] for command in started] == ["sample", "analyze"]
    assert str(ROOT / "out" / "sample-report" / "report.html") in capsys.readouterr().out


@pytest.mark.parametrize(
    ("system", "environ", "seen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_display(bootstrap: Any, system: str, environ: dict[str, str], *, seen: bool) -> None:
    assert bootstrap.has_display(system, environ) is seen


@pytest.mark.parametrize(
    ("system", "environ", "folder"),
    [
        ("linux", {}, "home/.local/share"),
        ("linux", {"XDG_DATA_HOME": "data"}, "data"),
        ("win32", {"LOCALAPPDATA": "local"}, "local"),
        ("darwin", {}, "home/Library/Application Support"),
    ],
)
def test_place_of_the_sample_library(
    bootstrap: Any, system: str, environ: dict[str, str], folder: str
) -> None:
    place = bootstrap.sample_library(system, environ, Path("home"))
    assert place == Path(folder) / "Modan2" / "sample-library"


# System packages


def test_a_user_without_root_gets_one_line_to_type(bootstrap: Any) -> None:
    missing = {"libGL.so.1": "libgl1", "Xvfb": "xvfb", "ensurepip": "python3.11-venv"}
    with pytest.raises(bootstrap.SetupError) as error:
        bootstrap.install_on_system(missing, apt=True, root=False)
    assert (
        "    sudo apt-get update && sudo apt-get install -y --no-install-recommends "
        "libgl1 python3.11-venv xvfb\n"
    ) in str(error.value)


def test_a_system_without_apt_is_told_the_libraries(bootstrap: Any) -> None:
    with pytest.raises(bootstrap.SetupError, match=r"libGL\.so\.1, Xvfb.*package manager"):
        bootstrap.install_on_system({"libGL.so.1": "libgl1", "Xvfb": "xvfb"}, apt=False, root=True)


def test_root_installs_without_being_asked(bootstrap: Any, started: list[list[str]]) -> None:
    bootstrap.install_on_system({"libGL.so.1": "libgl1"}, apt=True, root=True)
    assert len(started) == 1
    assert re.search(r"apt-get update.*; apt-get install -y .*libgl1$", started[0][-1])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks the loader of Linux")
def test_what_is_missing(bootstrap: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "LIBRARIES", {"libc.so.6": "libc6", "libnone.so.9": "libnone9"})
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _: None)
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda _: None)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    missing = bootstrap.missing_on_system
    venv = "python{}.{}-venv".format(*sys.version_info[:2])
    assert missing("test", has_venv=True) == {"libnone.so.9": "libnone9", "Xvfb": "xvfb"}
    assert missing("run", has_venv=False) == {"ensurepip": venv}
    monkeypatch.setenv("DISPLAY", ":0")
    assert missing("run", has_venv=True) == {"libnone.so.9": "libnone9"}


# Python packages


def test_the_second_start_installs_nothing(
    bootstrap: Any, project: Path, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "missing_on_system", lambda *_, **__: {})
    bootstrap.set_up("test")
    assert [command[3] for command in started if "pip" in command] == ["install"]
    assert str(project / "requirements-dev.txt") in started[-1]
    assert str(project / "constraints.txt") in started[-1]
    started.clear()
    bootstrap.set_up("test")
    bootstrap.set_up("run")  # the packages for tests are more than those for the program
    assert not any("pip" in command for command in started)


def test_the_packages_for_the_program_are_not_enough_for_the_tests(
    bootstrap: Any, project: Path
) -> None:
    assert project.is_dir()
    bootstrap.stamp("run").write_text("mark")
    assert bootstrap.is_installed("run", "mark")
    assert not bootstrap.is_installed("test", "mark")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "constraints.txt"])
def test_changed_requirements_or_python_are_installed_again(
    bootstrap: Any, project: Path, name: str
) -> None:
    mark = bootstrap.fingerprint("3.11.2")
    assert bootstrap.fingerprint("3.11.2") == mark
    assert bootstrap.fingerprint("3.12.0") != mark
    (project / name).write_text("numpy\n")
    assert bootstrap.fingerprint("3.11.2") != mark


@pytest.mark.parametrize(
    ("printed", "fit"), [("3.11.2 True", True), ("3.10 False", False), ("", False)]
)
def test_a_venv_is_used_when_its_python_is_new_enough_and_has_pip(
    bootstrap: Any, monkeypatch: pytest.MonkeyPatch, printed: str, *, fit: bool
) -> None:
    done = subprocess.CompletedProcess([], 0, stdout=f"{printed}\n")
    monkeypatch.setattr(bootstrap.subprocess, "run", lambda *_, **__: done)
    assert bool(bootstrap.version_in_venv()) is fit


def test_a_venv_that_does_not_start_is_none(
    bootstrap: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / "python")
    assert bootstrap.version_in_venv() == ""


# Failures


def test_a_failed_step_says_which_and_why(
    bootstrap: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> int:
        with bootstrap.step("Making tea"):
            bootstrap.call([sys.executable, "-c", "exit('no water')"], "Fetch some.")
        return 0

    monkeypatch.setitem(bootstrap.COMMANDS, "run", fail)
    assert bootstrap.main(["run"]) == 1
    shown = capsys.readouterr()
    assert re.fullmatch(r"Making tea \.\.\. failed after \d+\.\d s\n", shown.out)
    assert shown.err == "The last lines were:\n    no water\nFetch some.\n"


@pytest.mark.parametrize(
    "output",
    [
        "WARNING: Retrying ... NewConnectionError('<...>: Failed to establish a new connection",
        "W: Failed to fetch http://deb.debian.org/ Temporary failure resolving 'deb.debian.org'",
    ],
)
def test_no_network_is_one_sentence(bootstrap: Any, output: str) -> None:
    text = bootstrap.explain(f"{output}\nERROR: No matching distribution found for numpy", "Hm.")
    assert text.startswith("The server with the packages cannot be reached")
    assert "\n" not in text


def test_a_wrong_state_is_not_taken_for_a_missing_network(bootstrap: Any) -> None:
    text = bootstrap.explain("ERROR: No space left on device", "Mend that.")
    assert text == "The last lines were:\n    ERROR: No space left on device\nMend that."


# The versions


def names_in(path: Path) -> set[str]:
    """Return the names of the distributions in a requirements file, as they are compared."""
    lines = [line.split("#")[0].strip() for line in path.read_text("utf-8").splitlines()]
    found = [re.match(r"[A-Za-z0-9][\w.-]*", line) for line in lines]
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in found if match}


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-cluster.txt", "requirements-dev.txt"]
)
def test_every_requirement_has_a_tested_version(name: str) -> None:
    assert names_in(ROOT / name) <= names_in(ROOT / "constraints.txt")


def test_constraints_are_versions_and_no_addresses() -> None:
    text = (ROOT / "constraints.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(re.match(r"[\w-]+==[\w.]+( ; .+)?$", line) for line in lines)
    assert "://" not in text
    assert "pyqt5-qt5==5.15.2 ; sys_platform == 'win32'" in lines
