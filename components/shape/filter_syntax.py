"""The words of a filter and how they hang together; what they mean is in `filter`."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from components.errors import UserError

_RESERVED = ("and", "or", "not", "is")
_MISSING = "missing"  # stands for itself behind "is"; it may also be the name of a column

_TOKENS = re.compile(
    r"""(?P<blank>\s+)
    |(?P<text>"(?:[^"]|"")*"|'(?:[^']|'')*')
    |(?P<name>`(?:[^`]|``)+`|\[(?:[^\]]|\]\])+\])
    |(?P<sign>!=|<=|>=|==|[=<>~])
    |(?P<bracket>[()])
    |(?P<word>[^\s"'`\[\]()=!<>~]+)""",
    re.VERBOSE,
)
_CLOSING = {'"': '"', "'": "'", "`": "`", "[": "]"}
_DEEPEST = 50  # parentheses and nots within each other


class Token(NamedTuple):
    """A piece of a filter: what kind it is, what it says, and where it starts and ends."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Comparison:
    """A column against a value, both as they are written."""

    column: Token
    sign: str
    value: Token


@dataclass(frozen=True)
class Missing:
    """A column without a value."""

    column: Token


@dataclass(frozen=True)
class Not:
    """The opposite of another condition."""

    part: "Node"


@dataclass(frozen=True)
class And:
    """Conditions that hold together."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    """Conditions of which one holds at least."""

    parts: tuple["Node", ...]


Node = Comparison | Missing | Not | And | Or


def parse(text: str) -> Node:
    """Read a filter; raises `UserError` that says at which character it cannot be read."""
    parser = _Parser(text)
    node = parser.any_of()
    if parser.at.kind != "end":
        raise parser.expected("'and', 'or' or the end")
    return node


def error_at(start: int, problem: str) -> UserError:
    """Return the error for a filter that is wrong at a character, counted from 0."""
    return UserError(f"Filter, character {start + 1}: {problem}.")


def bare(text: str) -> bool:
    """Whether a text can stand in a filter as one word, without quotes or brackets."""
    match = _TOKENS.fullmatch(text)
    return bool(
        match and match.lastgroup == "word" and text.casefold() not in (*_RESERVED, _MISSING)
    )


def _tokens(text: str) -> list[Token]:
    found, position = [], 0
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None:
            sign = text[position]
            problem = f"the {sign} has no closing {_CLOSING[sign]}" if sign in _CLOSING else ""
            raise error_at(position, problem or f"{sign!r} means nothing here")
        kind, content = str(match.lastgroup), match[0]
        if kind in ("text", "name"):
            close = content[-1]
            content = content[1:-1].replace(close * 2, close)
        if kind != "blank":
            found.append(Token(kind, content, *match.span()))
        position = match.end()
    return [*found, Token("end", "", len(text), len(text))]


class _Parser:
    """Reads one filter from left to right; ``at`` is the token that comes next."""

    def __init__(self, text: str) -> None:
        self._rest = iter(_tokens(text))
        self._depth = 0
        self.at = next(self._rest)

    def any_of(self) -> Node:
        """Conditions between ``or``."""
        parts = [self._all_of()]
        while self._keyword("or"):
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def expected(self, what: str) -> UserError:
        """Return the error for a token that cannot stand here."""
        found = "the filter ends" if self.at.kind == "end" else f"there is {self.at.text!r}"
        return error_at(self.at.start, f"{what} is expected, but {found}")

    def _all_of(self) -> Node:
        parts = [self._condition()]
        while self._keyword("and"):
            parts.append(self._condition())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _condition(self) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise error_at(self.at.start, "the conditions are nested too deep; write them simpler")
        try:
            if self._keyword("not"):
                return Not(self._condition())
            if self._bracket("("):
                node = self.any_of()
                if not self._bracket(")"):
                    raise self.expected("'and', 'or' or a closing parenthesis")
                return node
            return self._comparison()
        finally:
            self._depth -= 1

    def _comparison(self) -> Node:
        if self.at.kind not in ("word", "name") or self._is_word(*_RESERVED):
            raise self.expected("the name of a column")
        column = self._take()
        if self._keyword("is"):
            negated = self._keyword("not")
            if not self._keyword(_MISSING):
                raise self.expected("'missing'")
            return Not(Missing(column)) if negated else Missing(column)
        if self.at.kind != "sign":
            raise self.expected(f"a comparison such as = or < after {column.text!r}")
        sign = self._take().text
        if self.at.kind not in ("word", "text") or self._is_word(*_RESERVED, _MISSING):
            raise self.expected(f"a value after {sign}")
        return Comparison(column, "=" if sign == "==" else sign, self._take())

    def _take(self) -> Token:
        token, self.at = self.at, next(self._rest, self.at)
        return token

    def _bracket(self, sign: str) -> bool:
        """Take a parenthesis if it comes next."""
        found = self.at.kind == "bracket" and self.at.text == sign
        if found:
            self._take()
        return found

    def _is_word(self, *words: str) -> bool:
        return self.at.kind == "word" and self.at.text.casefold() in words

    def _keyword(self, word: str) -> bool:
        """Take a keyword if it comes next."""
        found = self._is_word(word)
        if found:
            self._take()
        return found
