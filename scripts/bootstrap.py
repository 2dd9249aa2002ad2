"""Set up the project on a fresh machine, then start the program or the tests.

    python3 scripts/bootstrap.py run [--library DIR]    the window on the sample library
    python3 scripts/bootstrap.py test [ARGUMENT ...]    the test suite; arguments go to pytest

Nothing but Python 3.11 or newer is needed beforehand. The packages go into ``.venv`` in the
project. On Debian and Ubuntu missing system packages are installed when started as root, else
the one line to type is printed. Without a display, ``run`` makes the sample analysis and says
where its report is.
"""

import argparse
import contextlib
import ctypes
import hashlib
import importlib.util
import os
import platform
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

# Asked before the first annotation, so that an old Python comes this far and prints the sentence.
MINIMUM = (3, 11)
if sys.version_info[:2] < MINIMUM:
    sys.exit(
        "Modan2 needs Python 3.11 or newer, and this is Python {}.{}; start this script with "
        "a newer one, for example python3.12.".format(*sys.version_info[:2])
    )

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
REQUIREMENTS = {"run": ROOT / "requirements.txt", "test": ROOT / "requirements-dev.txt"}
CONSTRAINTS = ROOT / "constraints.txt"
SAMPLES = ROOT / "sample_data"
REPORTS = ROOT / "out" / "sample-report"
AGAIN = "then start the same command again."

# What the wheels of Qt and VTK load from the system, and the Debian packages with it.
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libXcursor.so.1": "libxcursor1",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

NO_NETWORK = re.compile(
    "NewConnectionError|Failed to (establish|connect|resolve)|Temporary failure|Could not resolve"
    "|Name or service not known|getaddrinfo failed|nodename nor servname|Network is unreachable"
    "|Connection refused|Unable to connect|Could not connect|ConnectTimeout|ReadTimeout|ProxyError"
)


class SetupError(Exception):
    """A step that failed: ``str(error)`` says why, and what to do."""


# Doing a step


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Print one line for a step: its title and, when it ends, the seconds it took."""
    print(f"{title} ...", end=" ", flush=True)
    start = time.perf_counter()
    outcome = "failed after "
    try:
        yield
        outcome = ""
    finally:
        print(f"{outcome}{time.perf_counter() - start:.1f} s", flush=True)


def call(command: Sequence[str | Path], remedy: str) -> None:
    """Run a command quietly, once more where it fails; raise `SetupError` with its last lines."""
    for _ in range(2):  # the second time for a download that broke off
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode == 0:
            return
    raise SetupError(explain(done.stdout, remedy))


def explain(output: str, remedy: str) -> str:
    """Say why a command failed, by the last lines it printed, and what to do."""
    if NO_NETWORK.search(output):
        return (
            "The server with the packages cannot be reached: "
            f"check the network connection and the proxy settings, {AGAIN}"
        )
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return "\n".join(["The last lines were:", *(f"    {line}" for line in lines[-8:]), remedy])


# System packages


def missing_on_system(purpose: str, *, has_venv: bool) -> dict[str, str]:
    """Return what this machine lacks for ``run`` or ``test``: its name, its Debian package."""
    missing = {}
    if not has_venv and importlib.util.find_spec("ensurepip") is None:
        missing["ensurepip"] = "python{}.{}-venv".format(*sys.version_info[:2])
    if sys.platform.startswith("linux"):
        if purpose == "test" or has_display(sys.platform, os.environ):
            missing |= {name: package for name, package in LIBRARIES.items() if not loads(name)}
        if purpose == "test" and shutil.which("Xvfb") is None:
            missing["Xvfb"] = "xvfb"
    return missing


def loads(library: str) -> bool:
    """Tell whether the loader of the system finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_on_system(missing: Mapping[str, str], *, apt: bool, root: bool) -> None:
    """Install packages with apt-get when root, else raise an error with the line to type."""
    if not apt:
        raise SetupError(
            f"This machine lacks {', '.join(missing)}: "
            f"install what provides it with the package manager of your system, {AGAIN}"
        )
    if not root:
        raise SetupError(
            f"This machine lacks system packages. Type this line, {AGAIN}\n\n"
            f"    {apt_line(missing.values())}\n"
        )
    with step("Installing system packages with apt-get"):
        # The outcome of the update does not matter: a foreign source may be out of order.
        # Another apt-get (updates after the first boot) is waited for.
        install = apt_install(missing.values(), "-q -o DPkg::Lock::Timeout=300 ")
        call(["sh", "-c", f"apt-get update -q; {install}"], f"Mend that, {AGAIN}")


def apt_line(packages: Iterable[str]) -> str:
    """Return the line with which a user installs packages on Debian and Ubuntu."""
    return f"sudo apt-get update && sudo {apt_install(packages)}"


def apt_install(packages: Iterable[str], options: str = "") -> str:
    """Return the command that installs packages and no more than they need."""
    return f"apt-get install -y --no-install-recommends {options}{' '.join(sorted(packages))}"


# Python packages


def version_in_venv() -> str:
    """Return the version of the Python in ``.venv``, empty where that is not fit for use."""
    try:
        done = subprocess.run(
            [PYTHON, "-c", "import pip, sys; print(sys.version, sys.version_info >= (3, 11))"],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.stdout.strip().endswith("True") else ""


def make_venv() -> None:
    """Make ``.venv`` anew with the Python that runs this script."""
    with step("Making .venv"):
        call(
            [sys.executable, "-m", "venv", "--clear", VENV],
            f"Mend that, or install a complete Python 3.11 or newer, {AGAIN}",
        )


def fingerprint(version: str) -> str:
    """Return what changes when the packages have to be installed again."""
    parts = [path.read_bytes() for path in (*REQUIREMENTS.values(), CONSTRAINTS)]
    return hashlib.sha256(b"\0".join([version.encode(), *parts])).hexdigest()


def is_installed(purpose: str, mark: str) -> bool:
    """Tell whether the packages for ``purpose`` are in ``.venv``; those for tests are all."""
    stamps = (stamp(name) for name in ("test", purpose))
    return any(path.is_file() and path.read_text("ascii") == mark for path in stamps)


def stamp(purpose: str) -> Path:
    """Return the file that says for what the packages were installed."""
    return VENV / f"installed-for-{purpose}"


def install_packages(purpose: str) -> None:
    """Install the requirements for ``run`` or ``test`` into ``.venv``."""
    source = REQUIREMENTS[purpose]
    # Wheels only: what has to be compiled asks for more than a fresh machine has, PyQt5 above all.
    pip = "-m pip install --quiet --no-input --disable-pip-version-check --only-binary :all:"
    remedy = (
        f"If a package has no wheel for Python {platform.python_version()} on "
        f"{platform.system()} {platform.machine()}, use Python 3.11 to 3.13 on x86-64, {AGAIN}"
    )
    with step(f"Installing the packages of {source.name}, some minutes the first time"):
        call([PYTHON, *pip.split(), "-r", source, "-c", CONSTRAINTS], remedy)


def set_up(purpose: str) -> None:
    """Do what is missing for ``run`` or ``test``; quick when nothing is."""
    version = version_in_venv()
    missing = missing_on_system(purpose, has_venv=bool(version))
    if missing:
        apt = shutil.which("apt-get") is not None
        install_on_system(missing, apt=apt, root=apt and os.geteuid() == 0)
    if not version:
        make_venv()
        version = version_in_venv()
    mark = fingerprint(version)
    if not is_installed(purpose, mark):
        install_packages(purpose)
        stamp(purpose).write_text(mark, "ascii")


# The program


def has_display(system: str, environ: Mapping[str, str]) -> bool:
    """Tell whether a window can be opened."""
    named = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return bool(named) or not system.startswith("linux")


def sample_library(system: str, environ: Mapping[str, str], home: Path) -> Path:
    """Return where the sample library lies when nothing else is asked for."""
    if system == "win32":
        data = environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
    elif system == "darwin":
        data = home / "Library" / "Application Support"
    else:
        data = environ.get("XDG_DATA_HOME") or home / ".local" / "share"
    return Path(data) / "Modan2" / "sample-library"


def run(arguments: Sequence[str]) -> int:
    """Open the window on the sample library, or analyse the sample data without a display."""
    parser = argparse.ArgumentParser("bootstrap.py run", allow_abbrev=False)
    default = sample_library(sys.platform, os.environ, Path.home())
    parser.add_argument("--library", type=Path, default=default, metavar="DIR")
    options, others = parser.parse_known_args(arguments)
    library = options.library.absolute()
    set_up("run")
    if not (library / "modan2.db").exists():
        code = modan2("sample", "--library", library)
        if code != 0:
            return code
    if has_display(sys.platform, os.environ):
        return modan2("--library", library, *others)
    wings, species = SAMPLES / "wings.tps", SAMPLES / "wings.csv"
    code = modan2("analyze", wings, "--variables", species, "--group", "species", "--out", REPORTS)
    if code == 0:
        print(f"There is no display, so no window; the report is {REPORTS / 'report.html'}")
    return code


def modan2(*arguments: str | Path) -> int:
    """Start the program with the Python of ``.venv``; return its exit code."""
    return subprocess.run([PYTHON, ROOT / "Modan2.py", *arguments], check=False).returncode


# The tests


def test(arguments: Sequence[str]) -> int:
    """Run the test suite with further arguments for pytest; return pytest's exit code."""
    set_up("test")
    with virtual_display() as display:
        environ = {"QT_QPA_PLATFORM": "offscreen"} | os.environ | display
        workers = str(min(os.cpu_count() or 1, 4))
        pytest = ["-m", "pytest", "-q", "-n", workers, *arguments]
        return subprocess.run([PYTHON, *pytest], cwd=ROOT, env=environ, check=False).returncode


@contextlib.contextmanager
def virtual_display() -> Iterator[dict[str, str]]:
    """Keep an X server without a screen; yield the variable that leads there."""
    if not sys.platform.startswith("linux"):
        yield {}
        return
    options = ["-screen", "0", "1600x1200x24", "-noreset", "-nolisten", "tcp"]
    reading, writing = os.pipe()
    with os.fdopen(reading) as answer, tempfile.TemporaryFile("w+", errors="replace") as log:
        server = subprocess.Popen(
            ["Xvfb", *options, "-displayfd", str(writing)],
            pass_fds=[writing],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        os.close(writing)
        try:
            with step("Starting the virtual display"):
                ready, _, _ = select.select([answer], [], [], 30)
                number = answer.readline().strip() if ready else ""
                if not number:
                    log.seek(0)
                    raise SetupError(explain(log.read(), f"Reinstall xvfb, {AGAIN}"))
            yield {"DISPLAY": f":{number}"}
        finally:
            server.terminate()
            server.wait()


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {"run": run, "test": test}


def main(argv: Sequence[str]) -> int:
    """Do one of the commands; return 1 where a step fails, 2 where the command is unknown."""
    if not argv or argv[0] not in COMMANDS:
        print(__doc__)
        return 0 if argv and argv[0] in {"-h", "--help"} else 2
    try:
        return COMMANDS[argv[0]](argv[1:])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    # So that a timeout of the CI, too, stops the virtual display and the tests.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main(sys.argv[1:]))
