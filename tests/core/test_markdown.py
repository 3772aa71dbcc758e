"""Foreign text in GitHub's Markdown: it shows as it is and does nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from markdown_it import MarkdownIt

from healbot.core.commit_text import ZERO_WIDTH_SPACE
from healbot.core.markdown import (
    code_block,
    code_span,
    details,
    html_text,
    inline,
    link,
    plain_line,
    table,
    visible,
)
from tests.hostile_markdown import HOSTILE, hostile
from tests.markdown_page import Page, page_of


def shown(page: Page) -> str:
    """Returns the text of a page without what was put in to break words."""
    return page.text.replace(ZERO_WIDTH_SPACE, "").strip("\n")


def expected(text: str) -> str:
    return " ".join(visible(text).split())


def without_code(text: str) -> str:
    return re.sub(r"(?<!`)`([^`]+)`(?!`)", lambda found: " ".join(found[1].split()), expected(text))


def assert_inert(page: Page, allowed: set[str]) -> None:
    assert set(page.names) <= allowed, page.elements
    assert not page.comments
    assert not page.stray
    assert not page.unclosed
    assert not page.active, page.searched


def test_the_hostile_texts_are_hostile() -> None:
    """What the other tests look for is there when nothing is escaped."""
    pages = [page_of(f"{text}\n\n[y]: /z\n\n[^1]: x") for text in HOSTILE]
    found = {name for page in pages for name in page.names}
    assert {"a", "img", "b", "h1", "h2", "blockquote", "li", "input", "code", "em"} <= found
    assert any(page.comments for page in pages)
    assert sum(bool(page.active) for page in pages) > 15


class TestInline:
    @given(hostile)
    def test_shows_the_text_and_nothing_else(self, text: str) -> None:
        page = page_of(inline(text))
        assert_inert(page, {"p", "code", "span"})
        assert shown(page) == without_code(text)

    @given(hostile, hostile)
    def test_in_a_table_it_stays_in_its_cell(self, one: str, two: str) -> None:
        page = page_of(table(("a", "b"), [(inline(one), inline(two)), ("x", code_span(one))]))
        assert_inert(page, {"table", "thead", "tbody", "tr", "th", "td", "code", "span"})
        assert page.names.count("td") == 4
        assert page.names.count("tr") == 3

    @given(hostile)
    def test_within_a_line(self, text: str) -> None:
        page = page_of(f"before {inline(text)}: after\nnext line")
        assert_inert(page, {"p", "code", "span"})

    @given(hostile)
    def test_another_renderer_agrees(self, text: str) -> None:
        """The one that rich brings along; its autolinks need a package more."""
        parser = MarkdownIt("gfm-like", {"linkify": False})
        page = Page()
        page.feed(parser.render(inline(text)))
        assert_inert(page, {"p", "code", "span"})

    @given(hostile)
    def test_in_a_commit_message_nothing_is_closed(self, text: str) -> None:
        source = inline(text)
        assert not re.search(
            r"(?:fix|close|resolve)\w*:? (?:#\d|GH-\d|\S+#\d|https?://)", source, re.I
        )
        assert "[skip ci]" not in source
        assert not source.startswith("::")
        assert "##[" not in source

    def test_code_between_backticks_is_code(self) -> None:
        assert (
            inline("`defaultdict` comes from collections") == "`defaultdict` comes from collections"
        )
        assert page_of(inline("use `a|b` and `@x`")).code == ["a|b", "@x"]

    def test_is_readable(self) -> None:
        text = "NameError: name 'row_total' is not defined in totals_of (src/report.py:5)"
        assert inline(text) == text

    def test_is_shortened_before_it_is_escaped(self) -> None:
        assert inline("*" * 50, limit=4) == "\\*\\*\\*…"


class TestCode:
    @given(hostile)
    @example("`" * 300)
    @example("\\")
    def test_span(self, text: str) -> None:
        page = page_of(f"a {code_span(text)} b")
        assert_inert(page, {"p", "code"})
        if expected(text):
            assert len(page.code) == 1
            assert page.code[0].replace(ZERO_WIDTH_SPACE, "") == expected(text)[: len(page.code[0])]

    @given(hostile, hostile)
    @example("```\n# x", "diff\n# y")
    @example("`" * 300 + "\n" + "`" * 255 + "\n# x", "")
    @example("~~~\n# x\n~~~", "~~~")
    def test_block(self, text: str, language: str) -> None:
        page = page_of(f"before\n\n{code_block(text, language)}\n\nafter")
        assert_inert(page, {"p", "pre", "code"})
        assert len(page.code) == 1
        assert page.code[0].replace(ZERO_WIDTH_SPACE, "").strip("\n") == visible(text).strip("\n")

    def test_block_in_details_of_a_table_free_page(self) -> None:
        block = code_block("</details>\n\n# heading\n\n<!-- x -->", "text")
        page = page_of(details("x </summary> <b>y</b> @ada **z**", block) + "\n\nafter")
        assert_inert(page, {"p", "pre", "code", "details", "summary"})

    @pytest.mark.parametrize(
        "text",
        ["::error::x", "  ::add-mask::x", "##[group]x", "a ##[error]", "fixes #1", "Closes: o/r#2",
         "resolved GH-3", "fix https://github.com/o/r/issues/4", "[skip ci]", "[CI skip]"],
    )  # fmt: skip
    def test_what_acts_from_the_source_is_broken(self, text: str) -> None:
        assert ZERO_WIDTH_SPACE in code_block(text)
        assert code_block(text).replace(ZERO_WIDTH_SPACE, "") == f"```\n{text}\n```"

    def test_ordinary_code_stays_as_it_is(self) -> None:
        code = "@property\ndef x(self):  # see #12\n    return a[::2], 'http://a.b'  # prefix #1\n"
        assert code_block(code, "python") == f"```python\n{code}```"


@given(hostile)
def test_html_text(text: str) -> None:
    page = page_of(f"<details><summary>{html_text(text, 10_000)}</summary>\n\nx\n\n</details>")
    assert_inert(page, {"details", "summary", "p", "span"})
    assert page.text.replace(ZERO_WIDTH_SPACE, "").split("\n")[0] == expected(text)


class TestLink:
    def test_plain(self) -> None:
        assert link("run 7", "https://github.com/o/r/actions/runs/7") == (
            "[run 7](https://github.com/o/r/actions/runs/7)"
        )

    @given(hostile, hostile)
    def test_leads_nowhere_else(self, label: str, url: str) -> None:
        page = page_of(f"a {link(label, 'https://a.example/' + url)} b")
        assert_inert(page, {"p", "code", "span", "a"})
        assert page.links in ([], ["https://a.example/" + url])

    @pytest.mark.parametrize(
        "url",
        ["javascript:x", "https://a.b/) [x](y", "https://a b", "https://a.b/<x>", "https://a\n.b"],
    )
    def test_other_addresses_are_no_links(self, url: str) -> None:
        assert link("x", url) == "x"


@given(hostile)
def test_plain_line_does_nothing_in_a_commit(text: str) -> None:
    line = plain_line(text)
    assert "\n" not in line
    assert not re.search(r"@\w|#\d|GH-\d|://|\[skip ci\]|^::|##\[", line)


def test_visible_shows_what_hides() -> None:
    assert visible("a\u202eb\x1b\u3164\ufe0f\u00a0\r\nc\td") == (
        "a\\u{202e}b\\u{001b}\\u{3164}\\u{fe0f}\\u{00a0}\nc\td"
    )
    assert visible("안녕 – é 😀") == "안녕 – é 😀"
