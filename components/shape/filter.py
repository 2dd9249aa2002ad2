"""A small language that chooses objects by their variables.

    species = "alba" and (sex = f or age >= 3) and not locality ~ coast
    [body length] > 12.5 or `body length` is missing

- A column is named by a word, or in backticks or brackets where its name holds blanks or signs.
  Its case may differ, and underscores stand for blanks, where that leaves one column only.
- ``= != < <= > >=`` compare; what is right of them is read as the type of the column: a number,
  a flag (true, yes, 1, false, no, 0) or a text, in quotes where it holds blanks or signs. Texts
  are equal to the letter. ``~`` finds a text within a text, whatever its case.
- ``is missing`` and ``is not missing``; ``and`` binds closer than ``or``; parentheses.
- An object without a value is chosen neither by a comparison nor by its ``not``, as in R and SQL.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from components.errors import UserError, listing
from components.shape.filter_syntax import (
    And,
    Comparison,
    Missing,
    Node,
    Not,
    Or,
    Token,
    bare,
    error_at,
    parse,
)
from components.shape.specimen import Value
from components.shape.variables import Kind, fitted

Mask = NDArray[np.bool_]

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, eq=False)
class Column:
    """One variable of all objects; None, NaN and blank texts are missing values.

    What filters need of it is prepared once, when it is first asked for: keep the column for the
    next filter.
    """

    kind: Kind
    values: Sequence[Value] | NDArray[np.generic]

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """Numbers and flags as float64, NaN = missing."""
        return np.array(self.values, dtype=np.float64)  # None becomes NaN, a flag 0 or 1

    @cached_property
    def texts(self) -> list[str]:
        """Texts, "" = missing."""
        texts = [v if type(v) is str else str(fitted(v, "text") or "") for v in self.values]
        return ["" if text.isspace() else text for text in texts]

    @cached_property
    def known(self) -> Mask:
        """Where there is a value."""
        if self.kind == "text":
            return self.where(operator.ne, "")
        return np.asarray(~np.isnan(self.numbers))

    def where(self, holds: Callable[[str, str], bool], target: str) -> Mask:
        """Tell for which texts ``holds(text, target)``."""
        return self._for_rows(self._different, holds, target)

    def containing(self, part: str) -> Mask:
        """Tell which texts contain another one, whatever the case."""
        return self._for_rows(self._folded, operator.contains, part.casefold())

    def prepare(self) -> None:
        """Prepare, on whatever thread, what filters need."""
        if self.kind == "text":
            self.containing("")
        _ = self.known

    @cached_property
    def _different(self) -> list[str]:
        """The texts, each once where many are equal, else as they stand."""
        different = list(dict.fromkeys(self.texts))
        return different if len(different) < len(self.texts) / 4 else self.texts

    @cached_property
    def _codes(self) -> NDArray[np.intp] | None:
        """Which of the different texts each row has; None where they stand as the rows do."""
        if self._different is self.texts:
            return None
        places = {text: place for place, text in enumerate(self._different)}
        return np.fromiter(map(places.__getitem__, self.texts), np.intp, len(self.texts))

    @cached_property
    def _folded(self) -> list[str]:
        """The different texts without a difference between large and small letters."""
        texts = self._different
        joined = "\0".join(texts).casefold().split("\0")  # in one call, not in 100,000
        return joined if len(joined) == len(texts) else [text.casefold() for text in texts]

    def _for_rows(self, texts: list[str], holds: Callable[[str, str], bool], target: str) -> Mask:
        found = np.fromiter(map(holds, texts, repeat(target)), np.bool_, len(texts))
        return found if self._codes is None else found[self._codes]


def matches(text: str, columns: Mapping[str, Column]) -> Mask:
    """Tell for each object whether a filter chooses it; a blank filter chooses all.

    Raises `UserError` that says at which character the filter cannot be understood.
    """
    if not text.strip():
        objects = max((len(column.values) for column in columns.values()), default=0)
        return np.ones(objects, dtype=np.bool_)
    return _truth(parse(text), columns)[0]


def check(text: str, kinds: Mapping[str, Kind]) -> None:
    """Raise `UserError` where a filter cannot be understood with columns of these types."""
    matches(text, {name: Column(kind, ()) for name, kind in kinds.items()})


def with_renamed_column(text: str, old: str, new: str) -> str:
    """Write a filter for a column that is renamed; one that cannot be read stays as it is."""
    try:
        tokens = _columns_of(parse(text))
    except UserError:
        return text
    for token in sorted(tokens, key=lambda token: -token.start):
        if token.text == old or _plain(token.text) == _plain(old):
            text = text[: token.start] + written_name(new) + text[token.end :]
    return text


def written_name(name: str) -> str:
    """Write the name of a column for a filter, in brackets where it needs them."""
    return name if bare(name) else f"[{name.replace(']', ']]')}]"


def written_text(value: str) -> str:
    """Write a text value for a filter, in quotes where it needs them."""
    quoted = value.replace('"', '""')
    return value if bare(value) else f'"{quoted}"'


def _columns_of(node: Node) -> list[Token]:
    if isinstance(node, Comparison | Missing):
        return [node.column]
    parts = (node.part,) if isinstance(node, Not) else node.parts
    return [token for part in parts for token in _columns_of(part)]


def _truth(node: Node, columns: Mapping[str, Column]) -> tuple[Mask, Mask]:
    """Where a condition holds, and where it does not; neither, where a value is missing."""
    match node:
        case Comparison():
            return _compared(node, _found(node.column, columns))
        case Missing(token):
            known = _found(token, columns).known
            return ~known, known
        case Not(part):
            return _truth(part, columns)[::-1]
        case And(parts):
            yes, no = zip(*(_truth(part, columns) for part in parts), strict=True)
            return np.logical_and.reduce(yes), np.logical_or.reduce(no)
        case Or(parts):
            yes, no = zip(*(_truth(part, columns) for part in parts), strict=True)
            return np.logical_or.reduce(yes), np.logical_and.reduce(no)


def _compared(node: Comparison, column: Column) -> tuple[Mask, Mask]:
    target, known = _target(node, column), column.known
    if column.kind != "text":
        holds = np.asarray(_COMPARE[node.sign](column.numbers, target), dtype=np.bool_)
    elif node.sign == "~":
        holds = column.containing(str(target))
    else:
        holds = column.where(_COMPARE[node.sign], str(target))
    return holds & known, ~holds & known


def _target(node: Comparison, column: Column) -> Value:
    """Read the value of a comparison as the type of its column."""
    name, token = node.column.text, node.value
    allowed = {"text": [*_COMPARE, "~"], "number": [*_COMPARE], "flag": ["=", "!="]}[column.kind]
    if node.sign not in allowed:
        problem = f"{name!r} is a {column.kind}, which {node.sign} cannot be asked of"
        raise error_at(node.column.start, f"{problem}; use {listing(allowed, 9)}")
    try:
        value = fitted(token.text, column.kind)
    except ValueError as error:
        problem = f"{error}, but the column {name!r} holds a {column.kind}"
        raise error_at(token.start, problem) from error
    if value is None:
        problem = f"there is no value to compare {name!r} with; for missing values write"
        raise error_at(token.start, f"{problem} {written_name(name)} is missing")
    return value


def _found(token: Token, columns: Mapping[str, Column]) -> Column:
    """Return the column of a name: to the letter, or else by `_plain` names."""
    if token.text in columns:
        return columns[token.text]
    alike = [name for name in columns if _plain(name) == _plain(token.text)]
    if len(alike) == 1:
        return columns[alike[0]]
    which = alike or list(columns)
    problem = f"{token.text!r} may mean" if alike else f"there is no column {token.text!r} among"
    raise error_at(token.start, f"{problem} {listing([written_name(n) for n in which], 12)}")


def _plain(name: str) -> str:
    return name.casefold().replace(" ", "_")
