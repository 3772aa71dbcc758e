"""Whatever is written to a ledger is loaded back as the same session."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from healbot.core.session import Attempt, Check, Outcome, Policy, Request, Session
from healbot.core.source import SourceFile
from healbot.core.trailers import GaveUp, Record, RolledBack, Start, clean, clean_line
from healbot.ledger.git_ledger import GitLedger
from healbot.ledger.plumbing import Plumbing
from tests.git_project import GitProject
from tests.ledger.conftest import isolate
from tests.ledger.sessions import on_head

PATHS = ("report.py", "lib/with space.py", "neu/ünï.py")

texts = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from("ab:\n \t'\"\\#-\x1b\u2028\r"), max_size=40),
    st.sampled_from(
        [
            "Healbot-Outcome: validated",
            "Why:\n\nbecause",
            "x\n\nHealbot-Schema: 1\nHealbot-Outcome: gave-up",
            "Traceback:\n    Result:",
            "data 5\n\n\n\ny",
            "Signed-off-by: A <a@example.invalid>",
            "\ud800 lone surrogate",
        ]
    ),
)
lines = texts.map(clean_line)
sections = texts.map(clean)
names = st.from_regex(r"[a-z_]{1,12}/[a-z_]{1,12}", fullmatch=True)
hexes = st.text("0123456789abcdef", min_size=32, max_size=32)


@st.composite
def attempts(draw: st.DrawFn, number: int) -> Attempt:
    """Returns attempt `number`, as the driver would make it: texts already clean."""
    outcome = draw(st.sampled_from(Outcome))
    checks = st.builds(
        Check,
        st.from_regex(r"[a-z-]{1,12}", fullmatch=True),
        st.sampled_from(["pass", "fail", "inconclusive"]),
        lines,
    )
    return Attempt(
        number=number,
        generator=draw(names),
        outcome=outcome,
        start=draw(st.integers(0, number - 1)),
        patch_id=draw(st.one_of(st.just(""), hexes)),
        progress=draw(st.booleans()),
        fingerprint_after=draw(st.one_of(st.just(""), hexes)),
        rationale=draw(lines),
        headline_after=draw(lines),
        traceback_after=draw(sections),
        changed=draw(lines),
        seconds=draw(st.integers(0, 10**7)) / 1000,
        checks=tuple(draw(st.lists(checks, max_size=3))),
        minimised=draw(st.booleans()),
        candidates=draw(st.integers(1, 10**6)),
    )


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Returns a session without attempts, whatever the user asked for."""
    plain = st.one_of(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
        st.sampled_from(
            ["a  b", "  lead", "tab\there", "new\nline", "", "\u2028", "{}", "日本", '"']
        ),
    )
    pairs = st.tuples(st.sampled_from(["expect-output", "check", "expect-nonempty"]), plain)
    request = Request(
        target=draw(st.sampled_from(PATHS)),
        arguments=tuple(draw(st.lists(plain, max_size=3))),
        stdin=draw(st.one_of(st.none(), plain)),
        cwd=draw(st.sampled_from([".", "lib"])),
        timeout=draw(st.floats(0.1, 86400)),
        oracles=tuple(draw(st.lists(pairs, max_size=2))),
        generators=tuple(draw(st.lists(st.just("fix_patterns"), max_size=1))),
    )
    return Session(
        id=draw(hexes),
        base="",
        fingerprint=draw(hexes),
        headline=draw(lines),
        traceback=draw(sections),
        request=request,
        policy=Policy(draw(st.integers(1, 1000))),
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[Session, list[tuple[Record, dict[str, SourceFile]]]]:
    """Returns a session and the records that follow, each with its files."""
    records: list[tuple[Record, dict[str, SourceFile]]] = []
    count = 0
    for kind in draw(st.lists(st.sampled_from("nnnurg"), max_size=5)):
        files = draw(st.dictionaries(st.sampled_from(PATHS), st.binary(max_size=30), max_size=2))
        record: Record
        if kind == "n" or not count:
            count += 1
            record = draw(attempts(count))
        elif kind == "u":
            record = draw(attempts(draw(st.integers(1, count))))  # a minimised or proven one
        elif kind == "r":
            record = RolledBack(draw(st.integers(0, count)))
        else:
            record = GaveUp(draw(lines), count)
        kept = {path: SourceFile(path, data) for path, data in files.items()}
        records.append((record, kept))
    return draw(sessions()), records


@pytest.fixture(scope="module")
def opened() -> Iterator[tuple[GitProject, Plumbing]]:
    """One repository for all examples."""
    patch = pytest.MonkeyPatch()
    with tempfile.TemporaryDirectory() as folder:
        project = GitProject(Path(folder))
        isolate(project, patch)
        for path in PATHS[:2]:
            project.write(path, "print('hello')\n")
        project.commit()
        with Plumbing(project.root) as plumbing:
            yield project, plumbing
    patch.undo()


@settings(
    max_examples=15,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(history=histories())
def test_any_history(
    opened: tuple[GitProject, Plumbing],
    history: tuple[Session, list[tuple[Record, dict[str, SourceFile]]]],
) -> None:
    _project, plumbing = opened
    session, records = history
    ledger = GitLedger(plumbing, lambda: 1793613600.0)
    branch = ledger.start(on_head(plumbing, session=session))
    try:
        for record, files in records:
            ledger.append(branch, record, files)
        loaded = ledger.load(branch.name)
        assert loaded.session == branch.session
        start = loaded.entries[0].record
        assert start == Start(replace(session, base=branch.session.base))
        assert [entry.record for entry in loaded.entries[1:]] == [record for record, _ in records]
        for entry, (_, files) in zip(loaded.entries[1:], records, strict=True):
            found = {path: plumbing.blob(entry.tree, path) for path in files}
            assert found == files
    finally:
        ledger.drop(branch.name)
