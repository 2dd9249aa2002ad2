"""Tables of variables (species, sex, age, ...), and joining them to specimens by name."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from components.errors import UserError
from components.formats.delimited import columns, header, rows
from components.formats.text import read_text
from components.formats.values import typed
from components.shape.specimen import Specimen, Value
from components.shape.table import text_of

_KEYS = ("specimen", "name", "id", "object")


@dataclass(frozen=True)
class VariableTable:
    """Variables of named specimens.

    ``names`` has one entry for each row and may repeat a name; ``columns`` maps a variable to
    its values, one for each row (None where the cell is empty); ``lines`` says where the rows
    stand in the file ``source``.
    """

    source: str
    names: tuple[str, ...]
    columns: Mapping[str, tuple[Value, ...]]
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Joined:
    """Specimens with variables, in their order, and what found no partner.

    ``without_values`` are specimens that the table does not list, ``unused`` names of the table
    that no specimen has.
    """

    specimens: tuple[Specimen, ...]
    without_values: tuple[str, ...]
    unused: tuple[str, ...]


def looks_like(head: str) -> bool:
    """Whether the text begins like a table with a header of at least two columns."""
    _, names = header(head)
    return len(names) > 1


def read_variables(path: Path) -> VariableTable:
    """Read a table of variables from a file; see `parse`."""
    return parse(read_text(path).text, path.name)


def parse(text: str, source: str) -> VariableTable:
    """Read a table with a header, whose first column holds the names of specimens.

    If that one is not called specimen, name, id or object but another is, the other one does.
    A column of plain numbers becomes numbers, unless one of them looks like a code (007); one of
    true and false becomes flags; all else is text. Raises `UserError`, naming file and line,
    where the text is not such a table.
    """
    delimiter, names = header(text)
    if len(names) < 2:
        raise UserError(
            f"{source}: the first line is not a header with at least two columns between commas, "
            "semicolons or tabs; choose a table of variables."
        )
    start = list(itertools.islice(rows(text, delimiter, source), 2))
    if len(start) < 2:
        raise UserError(f"{source}: there are no rows below the header; add the values.")
    (top, _), (_, first) = start
    if len(first) == len(names) + 1 and first[-1].strip():
        # R leaves out the head of the column that holds the names of the rows.
        text, names = "\n" * (top - 1) + delimiter + text.lstrip("\n"), ["", *names]
    lines, cells = columns(text, delimiter, len(names), source)
    key = _key_column(names)
    if "" in cells[key][1:]:
        line = lines[cells[key].index("", 1)]
        raise UserError(f"{source}, line {line}: there is no name of a specimen; write it.")
    named: dict[str, tuple[Value, ...]] = {}
    for i, name in enumerate(names):
        if (name and name in names[:i]) or (not name and i != key and any(cells[i])):
            what = f"two columns {name!r}" if name else f"column {i + 1} has no name"
            raise UserError(f"{source}, line {top}: {what}; give each a name of its own.")
        if name and i != key:
            named[name] = typed(cells[i][1:], decimal_comma=delimiter != ",")
    return VariableTable(source, tuple(cells[key][1:]), named, tuple(lines[1:]))


def join(specimens: Sequence[Specimen], table: VariableTable) -> Joined:
    """Give each specimen the values of the row with its name; specimens keep their order.

    Where several columns of the table could hold the names (such as specimen and id), the one
    counts in which most of them are found. Names are compared as written and, where that finds
    nothing, without regard to case and outer blanks if only one name can be meant. Values of the
    table replace older ones of the same variable.

    Specimens that share a name all get its row; where the table has as many rows of a name as
    there are specimens, each gets its own, in order. Any other repetition is a `UserError`,
    because nobody can know which row is meant.
    """
    times = Counter(specimen.name for specimen in specimens)
    listed = max(_name_columns(table), key=lambda names: len(times.keys() & set(names)))
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(listed):
        rows_of[name].append(row)
    partner = _partners(list(times), list(rows_of))
    turns: dict[str, Iterator[int]] = {
        name: _turns(name, times[name], rows_of[other], table) for name, other in partner.items()
    }
    joined = []
    for specimen in specimens:
        if specimen.name in turns:
            row = next(turns[specimen.name])
            values = {name: column[row] for name, column in table.columns.items()}
            joined.append(replace(specimen, variables={**specimen.variables, **values}))
        else:
            joined.append(specimen)
    used = set(partner.values())
    return Joined(
        tuple(joined),
        tuple(specimen.name for specimen in specimens if specimen.name not in partner),
        tuple(name for name in rows_of if name not in used),
    )


def _name_columns(table: VariableTable) -> list[tuple[str, ...]]:
    """Return the columns that could hold the names of specimens, the likeliest first."""
    others = [column for name, column in table.columns.items() if name.lower() in _KEYS]
    return [table.names, *(tuple(map(text_of, column)) for column in others)]


def _key_column(names: Sequence[str]) -> int:
    lower = [name.lower() for name in names]
    if lower[0] in _KEYS:
        return 0
    return next((lower.index(key) for key in _KEYS if key in lower), 0)


def _partners(names: Sequence[str], listed: Sequence[str]) -> dict[str, str]:
    """Map names of specimens to names of a table: the same one, or the only one alike."""
    partner = {name: name for name in set(names) & set(listed)}
    alike: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, group in enumerate((names, listed)):
        for name in group:
            if name not in partner:
                alike[name.strip().casefold()][side].append(name)
    pairs = [pair for pair in alike.values() if len(pair[0]) == len(pair[1]) == 1]
    return partner | {own[0]: other[0] for own, other in pairs}


def _turns(name: str, times: int, rows: Sequence[int], table: VariableTable) -> Iterator[int]:
    """Return the rows for the specimens of one name, one after the other."""
    if len(rows) not in (1, times):
        raise UserError(
            f"{table.source}, line {table.lines[rows[1]]}: {name} stands in {len(rows)} rows, but "
            f"the number of objects of this name is {times}; leave one row, or one for each."
        )
    return itertools.repeat(rows[0]) if len(rows) == 1 else iter(rows)
