"""How the indentation of copied lines differs from that of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_UNITS = ("\t", "    ", "  ", "        ", "   ")


def adapted(
    copied: Sequence[str], present: Sequence[str], new: Sequence[str]
) -> tuple[str, ...] | None:
    """Returns the lines `new` indented as the file is.

    `copied` are the model's lines and `present` the file's, equally many. Returns ``None`` when no
    one rule turns the indentation of the former into that of the latter, or when it does not tell
    the indentation of a new line.
    """
    pairs = [
        (indent_of(one), indent_of(two))
        for one, two in zip(copied, present, strict=True)
        if one.strip() and two.strip()
    ]
    for rule in _rules(pairs):
        if all(rule.of(one) == two for one, two in pairs):
            result = rule.adapt(new)
            if result is not None:
                return result
    return None


def indent_of(line: str) -> str:
    """Returns the blanks that `line` begins with."""
    return line[: len(line) - len(line.lstrip())]


@dataclass(frozen=True)
class _Rule:
    """A line indented by `copied_base` and n units gets `file_base` and n of the file's units.

    Without units, what follows the base stays as it is.
    """

    copied_base: str
    file_base: str
    copied_unit: str = ""
    file_unit: str = ""

    def adapt(self, lines: Sequence[str]) -> tuple[str, ...] | None:
        """Returns `lines` with the file's indentation; ``None`` when one cannot be expressed."""
        result: list[str] = []
        for line in lines:
            indent = self.of(indent_of(line)) if line.strip() else ""
            if indent is None:
                return None
            result.append(indent + line.lstrip() if line.strip() else line)
        return tuple(result)

    def of(self, indent: str) -> str | None:
        """Returns the indentation in the file; ``None`` when the rule does not cover it."""
        if not indent.startswith(self.copied_base):
            return None
        rest = indent[len(self.copied_base) :]
        if not self.copied_unit:
            return self.file_base + rest
        levels = len(rest) // len(self.copied_unit)
        if rest != self.copied_unit * levels:
            return None
        return self.file_base + self.file_unit * levels


def _rules(pairs: Sequence[tuple[str, str]]) -> Iterator[_Rule]:
    """Yields the rules to try, the most likely first."""
    if not pairs:
        return
    mixed = any(("\t" in one) != ("\t" in two) for one, two in pairs if one and two)
    if not mixed:
        yield _shift(*pairs[0])
    bases = _shared([one for one, _ in pairs]), _shared([two for _, two in pairs])
    for base in dict.fromkeys((("", ""), bases)):
        for unit in _UNITS:
            for other in _UNITS:
                # Narrower steps from another base fit by accident.
                if other != unit and (
                    not any(base) or "\t" in unit + other or len(unit) < len(other)
                ):
                    yield _Rule(*base, unit, other)
    if mixed:
        yield _shift(*pairs[0])


def _shift(copied: str, present: str) -> _Rule:
    """Returns the rule that puts the same text in front of all lines, or takes it away."""
    shared = 0
    while shared < min(len(copied), len(present)) and copied[-1 - shared] == present[-1 - shared]:
        shared += 1
    return _Rule(copied[: len(copied) - shared], present[: len(present) - shared])


def _shared(texts: Sequence[str]) -> str:
    """Returns what all `texts` begin with."""
    first, last = min(texts), max(texts)
    same = (i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b)
    return first[: next(same, min(len(first), len(last)))]
