"""Variables out of names: ``genus_species_sex_01`` splits "Apis_mellifera_f_07"."""

import itertools
import re
from dataclasses import dataclass

from components.errors import UserError

_WORDS = re.compile(r"[^\W_]+|\*")


@dataclass(frozen=True)
class NamePattern:
    """A pattern of names, made by `name_pattern`.

    ``parts`` are the words of the pattern, ``separators`` what stands before, between and after
    them: one more. ``variables`` are the parts that come out of a name, in order.
    """

    text: str
    parts: tuple[str, ...]
    separators: tuple[str, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """The parts that become variables."""
        return tuple(part for part in self.parts if _is_variable(part))

    def values(self, name: str) -> dict[str, str] | None:
        """Values of the variables in a name; None where it does not fit the pattern.

        Each part ends where its separator comes first; the last one takes all that remains.
        """
        before, *between, after = self.separators
        rest = name.strip()
        if not (rest.startswith(before) and rest.endswith(after)):
            return None
        rest = rest[len(before) : len(rest) - len(after)]
        found = []
        for separator in between:
            part, there, rest = rest.partition(separator)
            if not there:
                return None
            found.append(part.strip())
        found.append(rest.strip())
        if not all(found):
            return None
        pairs = zip(self.parts, found, strict=True)
        return {part: value for part, value in pairs if _is_variable(part)}


def name_pattern(text: str) -> NamePattern:
    """Read a pattern such as ``genus_species_sex_01``.

    Words become variables, and what stands between them separates the parts of a name. Parts
    that are numbers or ``*`` in the pattern are left out. Raises `UserError` where nothing could
    come out.
    """
    text = text.strip()
    words = list(_WORDS.finditer(text))
    kept = [word[0] for word in words if _is_variable(word[0])]
    if not kept:
        raise UserError(
            f"The pattern {text!r} names no variable; write one such as genus_species_sex_01."
        )
    twice = [name for name in kept if kept.count(name) > 1]
    if twice:
        raise UserError(f"The pattern has {twice[0]!r} twice; give each part a name of its own.")
    for before, after in itertools.pairwise(words):
        if before.end() == after.start():
            raise UserError(
                f"Nothing separates {before[0]!r} and {after[0]!r} in the pattern; write what does."
            )
    edges = [0, *(edge for word in words for edge in word.span()), len(text)]
    separators = [text[i:j] for i, j in zip(edges[::2], edges[1::2], strict=True)]
    return NamePattern(text, tuple(word[0] for word in words), tuple(separators))


def _is_variable(word: str) -> bool:
    return word != "*" and not word.isdigit()
