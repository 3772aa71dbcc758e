from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.source import SourceFile
from healbot.generators.language_model.edit_paths import resolve_path
from healbot.generators.language_model.reply import InapplicableReply
from tests.generators.language_model.reply_corpus import Files

_PATHS = ("main.py", "pkg/mod.py", "pkg/sub/mod.py", "data/a b.txt", "a/real.py", "setup.cfg")
FILES = Files({path: SourceFile(path, b"x = 1\n") for path in _PATHS})


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("main.py", "main.py"),
        ("./main.py", "main.py"),
        (" `main.py` ", "main.py"),
        ("pkg//mod.py", "pkg/mod.py"),
        ("pkg/./mod.py", "pkg/mod.py"),
        ("a/main.py", "main.py"),
        ("b/pkg/sub/mod.py", "pkg/sub/mod.py"),
        ("a/real.py", "a/real.py"),
        ("b/a/real.py", "a/real.py"),
        ("/srv/project/pkg/mod.py", "pkg/mod.py"),
        ("/main.py", "main.py"),
        ("/x/pkg/sub/mod.py/main.py/pkg/mod.py", "pkg/mod.py"),
        ("data/a b.txt", "data/a b.txt"),
        ("new.py", "new.py"),
        ("pkg/new/deep/er.py", "pkg/new/deep/er.py"),
        ("other/new.py", "other/new.py"),
        (".hidden.py", ".hidden.py"),
        ("gitlab.py", "gitlab.py"),
        (".github/main.py", "main.py"),
    ],
)
def test_paths_that_are_meant(written: str, path: str) -> None:
    found, source = resolve_path(written, FILES)
    assert found == path
    assert source == FILES.source(path)


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("", "no file"),
        (".", "no file"),
        ("..", "leads out"),
        ("../main.py", "leads out"),
        ("pkg/../main.py", "leads out"),
        ("pkg/... /main.py", "leads out"),
        ("~/main.py", "leads out"),
        ("~root/x.py", "leads out"),
        ("/etc/passwd", "absolute"),
        ("/new.py", "absolute"),
        ("//server/share/x.py", "absolute"),
        ("pkg\\mod.py", "backslashes"),
        ("C:main.py", "colon"),
        ("c:/main.py", "colon"),
        ("main.py:12", "colon"),
        (".git/config", "Git itself"),
        (".GIT/hooks/x.py", "Git itself"),
        ("pkg/.git/x.py", "Git itself"),
        (".git./x.py", "Git itself"),
        (".git /x.py", "Git itself"),
        ("GIT~1/x.py", "Git itself"),
        ("git~12/x.py", "Git itself"),
        ("．ｇｉｔ/x.py", "Git itself"),
        (".gıt\u200c/x.py", "invisible"),
        ("main\x00.py", "control"),
        ("main\n.py", "control"),
        ("\u202emain.py", "invisible"),
        ("ma\ud800in.py", "invisible"),
        ("pkg./mod.py", "dot or a space"),
        ("pkg /mod.py", "dot or a space"),
        ("x" * 300 + ".py", "too long"),
        ("new.txt", "no Python file"),
        ("Makefile", "no Python file"),
        (".py", "no Python file"),
        ("Main.py", "only in case"),
        ("PKG/new.py", "only in case"),
        ("main.py/new.py", "where a folder should be"),
        ("pkg", "no text file"),
    ],
)
def test_paths_that_are_refused(written: str, word: str) -> None:
    with pytest.raises(InapplicableReply) as error:
        resolve_path(written, FILES)
    assert word in error.value.reason
    assert error.value.feedback


def test_a_path_with_several_meanings_is_refused() -> None:
    both = Files({path: SourceFile(path, b"") for path in ("src/app/x.py", "x.py", "app/x.py")})
    with pytest.raises(InapplicableReply, match=r"could be app/x\.py or x\.py"):
        resolve_path("/home/me/app/x.py", both)


class _WithLink(Files):
    """Also holds a link to a folder, a link to a file and a binary file: none has a source."""

    def names(self, folder: str) -> tuple[str, ...]:
        more = ("link/", "outside.py", "image.py") if folder == "." else ()
        return () if folder == "link" else (*super().names(folder), *more)


@pytest.mark.parametrize("path", ["link/new.py", "outside.py", "image.py", "outside.py/new.py"])
def test_what_is_no_source_is_not_replaced(path: str) -> None:
    with pytest.raises(InapplicableReply):
        resolve_path(path, _WithLink(FILES.sources))


_PART = st.sampled_from(["..", ".", "", ".git", ".Git ", "git~1", "~", "pkg", "mod.py", "new.py"])


@settings(deadline=None, max_examples=300)
@given(st.lists(_PART | st.text(max_size=4), max_size=6).map("/".join) | st.text())
def test_no_path_leaves_the_project(written: str) -> None:
    try:
        path, source = resolve_path(written, FILES)
    except InapplicableReply as error:
        assert error.reason.isprintable()
        return
    parts = path.split("/")
    assert not {"", ".", "..", "~"}.intersection(parts)
    assert not any(part.lower().rstrip(". ") in (".git", "git~1") for part in parts)
    assert path.isprintable()
    assert "\\" not in path
    assert ":" not in path
    assert source is not None or path.endswith(".py")
