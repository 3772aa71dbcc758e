"""Renders Markdown as GitHub does: its own parser, and the filters it lays over the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import cmarkgfm  # type: ignore[import-untyped]  # it has no stubs
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]

_OPTIONS = Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_UNSAFE
_EXTENSIONS = ["table", "autolink", "strikethrough", "tasklist", "tagfilter"]
_VOID = {"br", "hr", "img", "input", "wbr"}
_NOT_SEARCHED = {"pre", "code", "a"}
"""Elements in which GitHub looks for no mentions."""
ACTIVE = re.compile(
    r"(?<![\w`])@[A-Za-z0-9]"
    r"|\#\d|(?<![A-Za-z0-9])(?:GH|GHSA|CVE)-\d"
    r"|https?://|ftp://|www\.\w"
    r"|:[A-Za-z0-9_+-]+:"
    r"|(?<![0-9A-Za-z])[0-9a-fA-F]{7,40}(?![0-9A-Za-z])"
    r"|\$[^$\0]*\$"
)
"""What GitHub would turn into a link, a picture or a formula."""


@dataclass
class Page(HTMLParser):
    """What a reader of a page sees."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Names and attributes, in order."""
    text: str = ""
    searched: str = ""
    """The text in which GitHub looks for mentions; other elements are NUL, so they part it."""
    comments: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    """The texts of code elements, in order."""
    unclosed: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    """End tags without a beginning."""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.searched += "\0"
        if tag not in _VOID:
            self.unclosed.append(tag)
        if tag == "code":
            self.code.append("")

    def handle_endtag(self, tag: str) -> None:
        self.searched += "\0"
        if tag in _VOID:
            return
        if not self.unclosed or self.unclosed.pop() != tag:
            self.stray.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data
        if not _NOT_SEARCHED.intersection(self.unclosed):
            self.searched += data
        if "code" in self.unclosed:
            self.code[-1] += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_decl(self, decl: str) -> None:
        self.stray.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.stray.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.stray.append(f"<![{data}]>")

    @property
    def names(self) -> list[str]:
        """The names of the elements."""
        return [name for name, _ in self.elements]

    @property
    def links(self) -> list[str]:
        """Where links lead."""
        return [attributes.get("href", "") for name, attributes in self.elements if name == "a"]

    @property
    def active(self) -> list[str]:
        """What GitHub would make links, pictures or formulas of."""
        return ACTIVE.findall(self.searched)


def html_of(markdown: str) -> str:
    """Returns the HTML that GitHub's own Markdown parser makes."""
    return str(cmarkgfm.markdown_to_html_with_extensions(markdown, _OPTIONS, _EXTENSIONS))


def page_of(markdown: str) -> Page:
    """Returns what a reader of the rendered Markdown sees."""
    page = Page()
    page.feed(html_of(markdown))
    page.close()
    return page
