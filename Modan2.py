"""Modan2: geometric morphometrics on the command line and in a window.

``main(argv)`` returns the exit code: 0 fine, 1 an error that the user can put right (printed as
one sentence), 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from components.errors import Cancelled, UserError
from components.workflow.analyze_command import add_analyze
from components.workflow.export_commands import add_export_commands
from components.workflow.file_commands import PATIENCE, add_file_commands
from components.workflow.version import VERSION


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, or open the window when there is none."""
    parser = _parser()
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as usage:  # argparse has printed what is wrong
        return int(usage.code or 0)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except UserError as error:
        print(f"Error: {error}", file=sys.stderr)
    except (Cancelled, KeyboardInterrupt):
        print("Stopped; nothing was changed.", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="Modan2", description="Geometric morphometrics: landmarks, libraries, shape analysis."
    )
    parser.add_argument("--version", action="version", version=f"Modan2 {VERSION}")
    parser.add_argument("--library", type=Path, metavar="DIR", help="open this library")
    parser.add_argument("--debug", action="store_true", help="log everything to the console")
    parser.add_argument(
        "--self-test", action="store_true", help="try window, import and analysis, then exit"
    )
    parser.set_defaults(command=_window)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    add_analyze(commands.add_parser("analyze", help="superimpose and analyse landmark files"))

    add_file_commands(commands.add_parser)
    add_export_commands(commands.add_parser)
    sample = commands.add_parser("sample", help="store the simulated sample data in a library")
    sample.add_argument("--library", type=Path, required=True, metavar="DIR")
    sample.set_defaults(command=_sample)
    _add_safekeeping(commands)
    return parser


def _add_safekeeping(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = commands.add_parser("check", help="look for anything wrong in a library")
    check.add_argument("--mend", action="store_true", help="mend it, so that nothing is lost")
    check.set_defaults(command=_check)
    backup = commands.add_parser("backup", help="copy a library into a new folder in DIR")
    backup.add_argument("folder", type=Path, metavar="DIR")
    backup.set_defaults(command=_backup)
    restore = commands.add_parser("restore", help="add what a backup holds to a library")
    restore.add_argument("source", type=Path, metavar="BACKUP")
    restore.set_defaults(command=_restore)
    move = commands.add_parser("move", help="move a library to the empty or new folder DIR")
    move.add_argument("folder", type=Path, metavar="DIR")
    move.set_defaults(command=_move)
    for parser in (check, backup, restore, move):
        parser.add_argument("--library", type=Path, required=True, metavar="DIR")


def _sample(arguments: argparse.Namespace) -> int:
    from components.store.new_library import library_for
    from components.workflow import terminal
    from components.workflow.sample import import_sample

    with terminal.progress() as step, library_for(arguments.library, PATIENCE) as library:
        added = import_sample(library, step)
    number = f"{len(added)} simulated data sets" if added else "Nothing new"
    terminal.say(f"{number} stored in {arguments.library.resolve()}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from components.store.check import check
    from components.store.library import Library
    from components.store.mend import mend
    from components.workflow import terminal

    with (
        terminal.progress() as step,
        Library(arguments.library, create=False, wait=PATIENCE) as library,
    ):
        report = check(library, step)
        left = mend(library, report, step) if arguments.mend else report
    for finding in report.findings:
        terminal.say(str(finding))
    mended = len(set(report.findings) - set(left.findings))
    terminal.say(
        f"{report.objects} objects in {report.datasets} data sets and {report.files} images and "
        f"meshes checked: {len(report.findings)} findings, {mended} mended"
    )
    return 1 if left.findings else 0


def _backup(arguments: argparse.Namespace) -> int:
    from components.store.backup import back_up
    from components.store.library import Library
    from components.workflow import terminal

    with (
        terminal.progress() as step,
        Library(arguments.library, create=False, wait=PATIENCE) as library,
    ):
        made = back_up(library, arguments.folder, step)
    for name in made.damaged:
        terminal.say(f"Missing or damaged in the library: {name}")
    terminal.say(f"{made.objects} objects and {made.files} files copied to {made.folder}")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from components.store.new_library import library_for
    from components.store.restore import restore
    from components.workflow import terminal

    with terminal.progress() as step, library_for(arguments.library, PATIENCE) as library:
        found = restore(library, arguments.source, step)
    for name in found.damaged:
        terminal.say(f"Missing or damaged in the backup: {name}")
    terminal.say(f"{found.objects} objects and {found.files} files added to {library.folder}")
    return 0


def _move(arguments: argparse.Namespace) -> int:
    from components.store.move import move_library
    from components.workflow import terminal

    with terminal.progress() as step:
        target = move_library(arguments.library, arguments.folder, step)
    terminal.say(f"The library is in {target} now")
    return 0


def _window(arguments: argparse.Namespace) -> int:
    try:
        from components.ui.application import run_window
        from components.ui.self_test import run_self_test
    except ImportError as error:
        if ".so" not in str(error):
            raise
        raise UserError(
            f"The window needs a system library that is missing ({error}); "
            "install it with: python3 scripts/bootstrap.py test"
        ) from error
    if arguments.self_test:
        return run_self_test()
    return run_window(arguments.library, debug=arguments.debug)


if __name__ == "__main__":
    sys.exit(main())
