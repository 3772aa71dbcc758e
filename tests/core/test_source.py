from __future__ import annotations

import ast
import io
import pkgutil
import tokenize
from encodings import aliases

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from healbot.core.errors import ExitCode, Refused
from healbot.core.source import MAX_SOURCE_BYTES, SourceFile, check_is_source

_settings = settings(deadline=None, max_examples=80)


def _source(text: str) -> SourceFile:
    return SourceFile("a.py", text.encode("utf-8", "surrogatepass"))


# Statements whose nodes are found by their text: names and string constants.
_NAMES = st.sampled_from(["x", "größe", "変数", "𝐱_long", "ñ", "a1"])
_STRINGS = st.text(
    st.characters(exclude_characters="\\'\r\n\0", exclude_categories=["Cs"]), max_size=6
).map(lambda text: f"'{text}'")
_GAPS = st.sampled_from([" ", "\t", "\x0c", "  ", " \t"])
_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def _programs(draw: st.DrawFn) -> str:
    pieces = []
    for _ in range(draw(st.integers(1, 6))):
        name, gap = draw(_NAMES), draw(_GAPS)
        value = draw(_STRINGS | _NAMES)
        lead = draw(st.sampled_from(["", "\x0c", "# größe\x0c # x", ""]))
        end = draw(_ENDS)
        if lead.startswith("#"):
            pieces.append(lead + end)
            lead = ""
        indent = draw(st.sampled_from(["", "if 1:", "if 1:\n\t"])).replace("\n", end)
        pieces.append(f"{lead}{indent}{name}{gap}={gap}({value},{end}{gap}{value}){end}")
    return "".join(pieces)


@given(_programs())
@_settings
@example("x = 1")
@example("größe = 'ä'; y = größe\r\n")
@example("\x0cx = 'a\x0cb'\rñ = x\r")
def test_positions_of_ast_are_positions_in_the_text(text: str) -> None:
    source = _source(text)
    assert source.text == text
    for node in ast.walk(ast.parse(source.data)):
        if not isinstance(node, ast.Name | ast.Constant) or node.end_lineno is None:
            continue
        assert node.end_col_offset is not None
        start = source.offset_of_utf8(node.lineno, node.col_offset)
        end = source.offset_of_utf8(node.end_lineno, node.end_col_offset)
        expected = ast.get_source_segment(text, node)
        if isinstance(node, ast.Name):
            # The parser normalises names; the text keeps them as they were typed.
            assert text[start:end].isidentifier()
        elif isinstance(node.value, str):
            assert ast.literal_eval(text[start:end]) == node.value
        if "\x0c" not in text:  # get_source_segment splits lines at form feeds
            assert text[start:end] == expected


@given(_programs(), st.sampled_from(["\n", "\r\n"]))  # tokenize knows no lines that end in CR
@settings(deadline=None, max_examples=60)
def test_positions_of_tokens_are_positions_in_the_text(text: str, end: str) -> None:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", end)
    source = _source(text)
    for token in tokenize.tokenize(io.BytesIO(source.data).readline):
        if token.type in (tokenize.NAME, tokenize.STRING, tokenize.OP):
            first, last = source.offset(*token.start), source.offset(*token.end)
            assert text[first:last] == token.string


@given(st.text(st.sampled_from("ab\r\n\x0c\x0b\x1c\u2028é")))
@_settings
def test_lines_are_those_of_pythons_tokenizer(text: str) -> None:
    source = _source(text)
    expected = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert list(source.lines) == expected
    assert len(source.line_starts) == len(expected)
    for number, line in enumerate(expected, 1):
        assert source.line(number) == line
        start = source.offset(number, 0)
        assert text[start : start + len(line)] == line
        for column in range(len(line) + 1):
            assert source.offset(number, column) == start + column
            width = len(line[:column].encode())
            assert source.offset_of_utf8(number, width) == start + column


def test_positions_outside_of_the_text_are_at_its_edges() -> None:
    source = _source("ab\ncd")
    assert source.offset(0, 3) == 0
    assert source.offset(-1, 0) == 0
    assert source.offset(3, 0) == source.offset(99, 7) == 5
    assert source.offset(2, 99) == 5
    assert source.offset_of_utf8(1, 99) == 2
    assert source.line(0) == source.line(-1) == source.line(3) == ""
    assert _source("").lines == ("",)
    assert _source("é").offset_of_utf8(1, 1) == 0  # within a character


@pytest.mark.parametrize(
    ("data", "encoding", "decodes", "text"),
    [
        (b"", "utf-8", True, ""),
        ("é = 1".encode(), "utf-8", True, "é = 1"),
        (b"\xef\xbb\xbfx", "utf-8-sig", True, "x"),
        (b"\xef\xbb\xbf\xef\xbb\xbfx", "utf-8-sig", True, "\ufeffx"),
        (b"# coding: latin-1\n\xe9", "iso-8859-1", True, "# coding: latin-1\né"),
        (b"#!/x\n# vim: set fileencoding=cp1252 :\n\x80", "cp1252", True,
         "#!/x\n# vim: set fileencoding=cp1252 :\n€"),
        (b"x = 1\n\n# coding: latin-1\n\xe9", "latin-1", False, "x = 1\n\n# coding: latin-1\né"),
        (b"\xe9", "latin-1", False, "é"),
        (b"# coding: nope\nx", "latin-1", False, "# coding: nope\nx"),
        (b"# coding: rot13\nx", "latin-1", False, "# coding: rot13\nx"),
        (b"# coding: idna\nx..y", "latin-1", True, "# coding: idna\nx..y"),
        (b"# coding: ascii\n\xe9", "latin-1", False, "# coding: ascii\né"),
        (b"\xef\xbb\xbf# coding: latin-1\nx", "latin-1", False, "ï»¿# coding: latin-1\nx"),
        (b"# coding: utf-7\n+AGE-", "latin-1", True, "# coding: utf-7\n+AGE-"),
        (b"# coding: gb2312\n\xc4\xe3", "gb2312", True, "# coding: gb2312\n你"),
    ],
)  # fmt: skip
def test_encoding(data: bytes, encoding: str, decodes: bool, text: str) -> None:
    source = SourceFile("a.py", data)
    assert (source.encoding, source.decodes, source.text) == (encoding, decodes, text)
    assert source.encode(source.text) == data


@given(st.binary(max_size=60), st.sampled_from([b"", b"\xef\xbb\xbf"]))
@_settings
def test_any_bytes_survive_under_any_cookie(body: bytes, bom: bytes) -> None:
    codecs = sorted({*aliases.aliases.values(), *(m.name for m in pkgutil.iter_modules(
        __import__("encodings").__path__))})  # fmt: skip
    for codec in ("", codecs[len(body) % len(codecs)], codecs[sum(body) % len(codecs)]):
        cookie = f"# coding: {codec}\n".encode() if codec else b""
        source = SourceFile("a.py", bom + cookie + body)
        assert source.encode(source.text) == source.data


@pytest.mark.parametrize("codec", [b"unicode_escape", b"raw-unicode-escape"])
def test_a_codec_that_warns_of_its_input_is_left_alone(codec: bytes) -> None:
    source = SourceFile("a.py", b"# coding: " + codec + b"\nx = '\\q'\n")
    assert source.encode(source.text) == source.data
    assert not source.decodes


@pytest.mark.parametrize(
    ("data", "newline"),
    [
        (b"", "\n"), (b"x", "\n"), (b"x\n", "\n"), (b"x\r\n", "\r\n"), (b"x\r", "\r"),
        (b"a\r\nb\nc\n", "\n"), (b"a\r\nb\r\nc\n", "\r\n"), (b"a\r\nb\n", "\n"),
        (b"a\rb\rc\r\n", "\r"),
    ],
)  # fmt: skip
def test_the_line_end_that_is_used_most(data: bytes, newline: str) -> None:
    assert SourceFile("a.py", data).newline == newline


@pytest.mark.parametrize(
    "data",
    [
        b"", b"x = 1\n", "é".encode(), b"\xef\xbb\xbfx", b"\xe9\xff", b"\x1b[0m",
        b"#" * MAX_SOURCE_BYTES, b"\xffx",
    ],
    ids=range(8),
)  # fmt: skip
def test_source_is_accepted(data: bytes) -> None:
    check_is_source("a.py", data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"#" * (MAX_SOURCE_BYTES + 1), "larger than 1 MiB"),
        ("x = 1".encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + "x".encode("utf-16-be"), "UTF-16"),
        ("x = 1".encode("utf-16-le"), "binary"),
        (b"\x7fELF\x02\0", "binary"),
        (b"\xef\xbb\xbfx\0", "binary"),
        (b"\0x = 1", "binary"),
    ],
    ids=[
        "large",
        "utf16",
        "utf16 big-endian",
        "utf16 without BOM",
        "elf",
        "nul after BOM",
        "nul first",
    ],
)
def test_what_is_no_source_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=f"^data.py .*{reason}") as caught:
        check_is_source("data.py", data)
    assert caught.value.exit_code is ExitCode.REFUSED
