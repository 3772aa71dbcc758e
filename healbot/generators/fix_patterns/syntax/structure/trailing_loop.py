"""``print(x) for x in xs`` as a statement: the loop comes first."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch
from healbot.generators.fix_patterns.syntax.structure.words import KEYWORDS


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for line in sketch.suspects:
        yield from _reordered(sketch, line)


def _reordered(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    top = sketch.at_top(line)
    loops = [t for t in top if t.text in {"for", "if", "while"} and t is not line.first]
    if not loops or line.first.text in KEYWORDS - {"await", "return", "raise", "break", "continue"}:
        return
    first = loops[0]
    body = sketch.text[line.first.start : first.start].rstrip()
    header = sketch.text[first.start : line.last.end].rstrip(":; ")
    assigned = [t for t in top if t.text == "=" and t.start < first.start]
    if first.text == "for" and assigned and "+=" not in line.texts:
        value = sketch.after(assigned[-1])
        if value is not None:
            edits = (sketch.insert(value.start, "["), sketch.insert(line.last.end, "]"))
            yield Candidate(edits, 0.88, "A comprehension stands in brackets.")
        return
    if any(t.text == "else" for t in top):
        return
    prior = 0.9 if first.text == "for" else 0.82
    if first.text == "if" and assigned:
        prior = 0.6  # the value for the other case is what is missing
    if len(loops) > 1 and {t.text for t in loops} != {"for"}:
        prior -= 0.2
    edit = sketch.cut(line.first.start, line.last.end, f"{header}: {body}")
    yield Candidate((edit,), prior, f"`{first.text}` comes before what it governs.")
