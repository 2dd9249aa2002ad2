"""The commands for files: what they hold, and how they come into a library."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from components.errors import UserError

Commands = Callable[..., argparse.ArgumentParser]

PATIENCE = 10.0  # seconds that a command waits for a library that is in use
_SYSTEMS = {"y-up": "y up", "y-down": "y down", "LPS": "LPS", "RAS": "RAS"}
_CHECKED = 5000  # objects that are looked at for faults in a few seconds; info looks at more
_NEGATIVE = "negative"
_FOR_LANDMARKS = (
    "variables", "name", "into", "separate", "names", "missing", "apply_scale", "coordinates",
    "skip_unreadable",
)  # fmt: skip


def add_file_commands(add: Commands) -> None:
    """Add the commands to a parser; ``add`` is the ``add_parser`` of its sub-commands."""
    info = add("info", help="say what files hold, and what is odd about them")
    info.add_argument("files", nargs="+", type=Path, metavar="FILE")
    info.add_argument("--variables", type=Path, metavar="CSV", help="covariates by specimen name")
    info.set_defaults(command=_info)
    _add_import(
        add(
            "import",
            help="store landmark files in a library",
            description="Store landmark files in a library: as one data set, as one for each "
            "file, or in one that is there. Either all is stored or nothing.",
        )
    )


def _add_import(parser: argparse.ArgumentParser) -> None:
    def option(*names: str, **more: Any) -> None:  # noqa: ANN401  # those of argparse
        parser.add_argument(*names, **more)

    option("files", nargs="+", type=Path, metavar="FILE")
    option("--library", type=Path, required=True, metavar="DIR")
    option("--variables", type=Path, metavar="CSV", help="covariates by specimen name")
    option("--name", default="", help="of the new data set; default: that of the first file")
    option("--below", metavar="DATASET", help="put new data sets below this one")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--into", metavar="DATASET", help="add to this data set, by name or number")
    where.add_argument("--separate", action="store_true", help="make a data set of each file")
    option(
        "--names", default="", metavar="PATTERN",
        help="variables out of names: genus_species_sex_01 splits at the marks between its "
        "words; numbers and * are left out",
    )  # fmt: skip
    option(
        "--unequal", choices=("keep", "fill", "leave-out", "stop"), default="keep",
        help="objects whose number of landmarks is not that of the others: keep them as they are, "
        "fill up with missing landmarks, leave them out, or stop",
    )  # fmt: skip
    option(
        "--missing", action="append", default=[], type=_missing_code, metavar="CODE",
        help="landmarks that are this number on every axis are missing, such as -999; 'negative' "
        "for those with any negative coordinate; may be repeated",
    )  # fmt: skip
    option("--apply-scale", action="store_true", help="store units instead of pixels")
    option("--coordinates", choices=tuple(_SYSTEMS), help="the system to store coordinates in")
    option("--skip-unreadable", action="store_true", help="leave out files that cannot be read")
    parser.set_defaults(command=_import)


def _missing_code(text: str) -> float | str:
    if text == _NEGATIVE:
        return text
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a number nor 'negative'") from None


def _info(arguments: argparse.Namespace) -> int:
    from components.workflow import packaging, terminal
    from components.workflow.files_read import read_each
    from components.workflow.import_health import health_findings
    from components.workflow.import_report import report_of

    if packaging.are_whole(arguments.files):
        for path in arguments.files:
            for line in packaging.described(path):
                terminal.say(line)
        return 0
    with terminal.progress() as step:
        read = read_each(arguments.files, arguments.variables, step)
        faults = health_findings(read, step)
    unreadable = [file for file in read.files if file.reading is None]
    if unreadable and not read.good:
        raise UserError(unreadable[0].problem)
    terminal.show_report(report_of(read), faults)
    return 1 if unreadable else 0


def _import(arguments: argparse.Namespace) -> int:
    from components.store.new_library import library_for
    from components.workflow import importing, packaging, terminal
    from components.workflow.files_read import read_each
    from components.workflow.import_health import health_findings
    from components.workflow.import_report import count_of, report_of

    if packaging.are_whole(arguments.files):
        return _import_whole(arguments)
    with terminal.progress() as step:
        read = read_each(arguments.files, arguments.variables, step)
        with library_for(arguments.library, PATIENCE) as library:
            numbers, stored = importing.store_all(library, read, _choices(arguments, library), step)
        faults = health_findings(read, step) if len(read.specimens) <= _CHECKED else ()
    terminal.show_report(report_of(read), faults)
    for note in dict.fromkeys(note for incoming in stored for note in incoming.decided):
        terminal.say(f"Note: {note}")
    for number, incoming in zip(numbers, stored, strict=True):
        verb = "Added to" if arguments.into else "Stored as"
        place = f"{incoming.name!r} (data set {number}) in {arguments.library.resolve()}"
        terminal.say(f"{verb} {place}: {count_of(len(incoming.specimens))}")
    return 0


def _import_whole(arguments: argparse.Namespace) -> int:
    from components.store.new_library import library_for
    from components.workflow import packaging, terminal
    from components.workflow.history import Pending
    from components.workflow.import_choices import dataset_named

    given = [option for option in _FOR_LANDMARKS if getattr(arguments, option)]
    if given:
        raise UserError(
            f"--{given[0].replace('_', '-')} is for files of landmarks, and packages hold data "
            "sets of their own; leave it out."
        )
    with terminal.progress() as step, library_for(arguments.library, PATIENCE) as library:
        parent = dataset_named(library, arguments.below).id if arguments.below else None
        taken = packaging.import_whole(Pending(library, step), arguments.files, step, parent)
    for sentence in taken.sentences:
        terminal.say(sentence)
    return 0


def _choices(arguments: argparse.Namespace, library: Any) -> Any:  # noqa: ANN401  # imported late
    from components.workflow.import_choices import ImportChoices, dataset_named

    if arguments.into and arguments.below:
        raise UserError("--into and --below exclude each other; leave one of them out.")
    parent = dataset_named(library, arguments.below).id if arguments.below else None
    into = dataset_named(library, arguments.into).id if arguments.into else None
    return ImportChoices(
        name=arguments.name,
        parent=parent,
        into=into,
        separate=arguments.separate,
        names=arguments.names,
        unequal=arguments.unequal.replace("-", " "),
        missing=tuple(code for code in arguments.missing if code != _NEGATIVE),
        negative_missing=_NEGATIVE in arguments.missing,
        apply_scale=arguments.apply_scale,
        system=_SYSTEMS.get(arguments.coordinates, ""),
        skip_unreadable=arguments.skip_unreadable,
    )
