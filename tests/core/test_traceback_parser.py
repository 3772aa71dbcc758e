from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from healbot.core.failure import RaisedException
from healbot.core.traceback_parser import MAX_LINES, parse_traceback

HEADER = "Traceback (most recent call last):\n"
FATAL = HEADER + '  File "/p/main.py", line 3, in <module>\n    run()\nValueError: fatal\n'
OTHER = HEADER + '  File "/p/other.py", line 9, in work\n    lost()\nKeyError: 1\n'
CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"


def _told(text: str) -> list[str]:
    return [f"{item.type_name}: {item.message}" for item in parse_traceback(text, ["/p"])]


def _frame_of(path: str, roots: tuple[str, ...] = ("/p",), cwd: str = ".") -> tuple[str, bool]:
    text = f'{HEADER}  File "{path}", line 3, in f\n    x\nValueError\n'
    frame = parse_traceback(text, roots, cwd)[0].frames[0]
    return frame.path, frame.in_project


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "all went well\n",
        "ValueError: only mentioned\n",
        "Traceback (most recent call last):",
        HEADER + '  File "/p/main.py", line 3, in <module>\n    run()\n',
        HEADER + '  File "/p/main.py", line 3, in <module>\n    run()\n(killed)\n',
        '  File "/p/main.py", line 3\n    x = 1\nValueError: not a syntax error\n',
        '  File "/p/main.py", line 3, in f\n    x = 1\nSyntaxError: has a function\n',
        "working\nSyntaxError: said by the script itself\n",
        "Fatal Python error: Segmentation fault\n\nCurrent thread 0x1 (most recent call first):\n"
        '  File "/p/main.py", line 3 in f\n',
    ],
)
def test_finds_no_traceback(text: str) -> None:
    assert parse_traceback(text, ["/p"]) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FATAL, ["ValueError: fatal"]),
        (FATAL.replace("\n", "\r\n"), ["ValueError: fatal"]),
        (FATAL.rstrip(), ["ValueError: fatal"]),
        (FATAL + "\n\n\n", ["ValueError: fatal"]),
        (OTHER + FATAL, ["ValueError: fatal"]),
        ("ERROR:root:went wrong\n" + OTHER + FATAL, ["ValueError: fatal"]),
        ("x" * 5000 + "\n" + FATAL, ["ValueError: fatal"]),
        ("50% done " + FATAL, ["ValueError: fatal"]),
        (OTHER + CAUSE + FATAL, ["KeyError: 1", "ValueError: fatal"]),
        (FATAL + "\nand more\n", ["ValueError: fatal\n\nand more"]),
        # What follows the traceback that ended the run and does not belong to it.
        (FATAL + "Exception ignored in: <function f at 0x7f>\n" + OTHER, ["ValueError: fatal"]),
        (FATAL + "Exception in thread Thread-1 (work):\n" + OTHER, ["ValueError: fatal"]),
        (FATAL + "Exception in thread Thread-1:\n\n" + OTHER, ["ValueError: fatal"]),
        (FATAL + "Error in atexit._run_exitfuncs:\n" + OTHER, ["ValueError: fatal"]),
        (
            FATAL + "Task exception was never retrieved\nfuture: <Task finished>\n" + OTHER,
            ["ValueError: fatal"],
        ),
        (FATAL + "--- Logging error ---\n" + OTHER + "Call stack:\n", ["ValueError: fatal"]),
        (
            FATAL + "<sys>:0: RuntimeWarning: coroutine 'work' was never awaited\n",
            ["ValueError: fatal"],
        ),
        (
            FATAL + "sys:1: RuntimeWarning: coroutine 'work' was never awaited\n",
            ["ValueError: fatal"],
        ),
        (
            FATAL + "/p/a b.py:12: ResourceWarning: unclosed file\n  keep = open(name)\n"
            "ResourceWarning: Enable tracemalloc to get the object allocation traceback\n",
            ["ValueError: fatal"],
        ),
        (FATAL + "/p/a.py:12: pkg.DeprecatedWarning: old\n", ["ValueError: fatal"]),
        # Only a thread failed: better than nothing.
        ("Exception in thread Thread-1:\n" + OTHER, ["KeyError: 1"]),
        # A message that quotes a traceback looks like two tracebacks: the last one wins.
        (HEADER + '  File "/p/a.py", line 1, in f\nE: failed:\n' + OTHER, ["KeyError: 1"]),
        (HEADER + '  File "/p/a.py", line 1, in f\nE: ' + OTHER, ["E: " + OTHER.rstrip()]),
        (
            "\nmultiprocessing.pool.RemoteTraceback: \n\"\"\"\n" + OTHER + '"""\n' + CAUSE + FATAL,
            ["KeyError: 1", "ValueError: fatal"],
        ),
        (HEADER + "ValueError: without a frame\n", ["ValueError: without a frame"]),
        (HEADER + '  File "/p/a.py", line 1, in f\na.<locals>.E: x\n', ["a.<locals>.E: x"]),
        (HEADER + '  File "/p/a.py", line 1, in f\n<run_path>.E: x\n', ["<run_path>.E: x"]),
        (HEADER + '  File "/p/a.py", line 1, in f\nE:\n', ["E: "]),
        (HEADER + '  File "/p/a.py", line 1, in f\nE: \nx\n', ["E: \nx"]),
    ],
)  # fmt: skip
def test_finds_the_exception_that_ended_the_run(text: str, told: list[str]) -> None:
    assert _told(text) == told


def test_text_printed_on_standard_error_after_a_chain_ends_it() -> None:
    between = "going on\n"
    assert _told(OTHER + CAUSE + between + FATAL) == ["ValueError: fatal"]


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/p/main.py", ("main.py", True)),
        ("/p/pkg/deep/mod.py", ("pkg/deep/mod.py", True)),
        ("/p/with space/it's \"odd\".py", ("with space/it's \"odd\".py", True)),
        ("/p/a\", line 3, in b.py", ("a", True)),  # cannot be told apart
        ("/p/größe/日本.py", ("größe/日本.py", True)),
        ("/p/./pkg/../main.py", ("main.py", True)),
        ("/p/../secret.py", ("/p/../secret.py", False)),
        ("/p/..odd/main.py", ("..odd/main.py", True)),
        ("/p2/main.py", ("/p2/main.py", False)),
        ("/usr/lib/python3.11/json/decoder.py", ("/usr/lib/python3.11/json/decoder.py", False)),
        ("/p/.venv/lib/python3.11/site-packages/x.py",
         (".venv/lib/python3.11/site-packages/x.py", False)),
        ("/p/env/lib/python3.11/site-packages/x.py",
         ("env/lib/python3.11/site-packages/x.py", False)),
        ("/p/venv/bin/tool.py", ("venv/bin/tool.py", False)),
        ("/p/tools/venv.py", ("tools/venv.py", True)),
        ("<string>", ("<string>", False)),
        ("<frozen importlib._bootstrap>", ("<frozen importlib._bootstrap>", False)),
        ("main.py", ("main.py", True)),
        ("../other/main.py", ("../other/main.py", False)),
        ("C:\\py\\lib\\json.py", ("C:\\py\\lib\\json.py", False)),
    ],
)  # fmt: skip
def test_tells_the_project_from_the_rest(path: str, seen: tuple[str, bool]) -> None:
    assert _frame_of(path) == seen


def test_relative_paths_are_relative_to_the_folder_of_the_run() -> None:
    assert _frame_of("main.py", cwd="tools") == ("tools/main.py", True)
    assert _frame_of("../main.py", cwd="tools") == ("main.py", True)
    assert _frame_of("../../main.py", cwd="tools") == ("../../main.py", False)


def test_several_roots_and_their_spelling() -> None:
    assert _frame_of("/tree/main.py", ("/p/", "/tree/")) == ("main.py", True)
    assert _frame_of("C:\\work\\pkg\\main.py", ("C:/work",)) == ("pkg/main.py", True)
    assert _frame_of("/p/main.py", ()) == ("/p/main.py", False)


def test_reads_frames_and_where_the_caret_of_a_syntax_error_is() -> None:
    text = HEADER + (
        '  File "/p/main.py", line 1, in <module>\n'
        "    import helper\n"
        '  File "/p/helper.py", line 7\n'
        "    return 1 +\n"
        "              ^\n"
        "SyntaxError: invalid syntax\n"
    )
    (found,) = parse_traceback(text, ["/p"])
    assert [(f.path, f.line, f.function, f.source) for f in found.frames] == [
        ("main.py", 1, "<module>", "import helper"),
        ("helper.py", 7, "<module>", "return 1 +"),
    ]
    assert found.offset == 11
    assert found.is_syntax_error


def test_a_frame_may_have_markers_no_source_or_repeated_lines() -> None:
    text = HEADER + (
        '  File "<string>", line 1, in <module>\n'
        '  File "/p/main.py", line 4, in f\n'
        "    return f(n + 1)\n"
        "           ^^^^^^^^\n"
        "  [Previous line repeated 996 more times]\n"
        '  File "/p/main.py", line 2, in g\n'
        "    ~~^^~~\n"
        "RecursionError: maximum recursion depth exceeded\n"
    )
    (found,) = parse_traceback(text, ["/p"])
    assert [(f.function, f.source) for f in found.frames] == [
        ("<module>", ""),
        ("f", "return f(n + 1)"),
        ("g", ""),
    ]
    assert found.offset is None
    assert found.innermost is not None
    assert found.innermost.function == "g"


def test_a_script_that_cannot_be_decoded_prints_neither_header_nor_frame() -> None:
    text = (
        "SyntaxError: Non-UTF-8 code starting with '\\xe9' in file /p/a b.py on line 2, "
        "but no encoding declared; see https://peps.python.org/pep-0263/ for details\n"
    )
    (found,) = parse_traceback(text, ["/p"])
    assert found.innermost is not None
    assert (found.innermost.path, found.innermost.line) == ("a b.py", 2)
    (found,) = parse_traceback("SyntaxError: encoding problem: nope\n", ["/p"])
    assert (found.message, found.frames) == ("encoding problem: nope", ())


def test_a_group_comes_out_with_its_members() -> None:
    text = (
        "  + Exception Group Traceback (most recent call last):\n"
        '  |   File "/p/main.py", line 5, in <module>\n'
        "  |     main()\n"
        "  | ExceptionGroup: two failed (2 sub-exceptions)\n"
        "  | a note\n"
        "  +-+---------------- 1 ----------------\n"
        "    | Traceback (most recent call last):\n"
        '    |   File "/p/main.py", line 2, in one\n'
        "    | KeyError: 'one'\n"
        "    +---------------- 2 ----------------\n"
        "    | ValueError: two\n"
        "    +------------------------------------\n"
    )
    for after in ("", "done\n", "Exception ignored in: <x>\n" + OTHER):
        (found,) = parse_traceback(text + after, ["/p"])
        assert found.type_name == "ExceptionGroup"
        assert found.message == "two failed (2 sub-exceptions)"
        assert found.notes == ("a note",)
        assert [frame.line for frame in found.frames] == [5]
        assert [(m.type_name, m.message) for m in found.members] == [
            ("KeyError", "'one'"),
            ("ValueError", "two"),
        ]
        assert [frame.line for frame in found.members[0].frames] == [2]
    assert _told(text + CAUSE + FATAL) == [
        "ExceptionGroup: two failed (2 sub-exceptions)",
        "ValueError: fatal",
    ]


def test_a_group_that_is_cut_off_keeps_what_was_printed() -> None:
    text = (
        "  + Exception Group Traceback (most recent call last):\n"
        "  | ExceptionGroup: three (3 sub-exceptions)\n"
        "  +-+---------------- 1 ----------------\n"
        "    | KeyError: 'one'\n"
        "    +---------------- 2 ----------------\n"
        "    | Exception Group Traceback (most recent call last):\n"
        "    | ExceptionGroup: inner (1 sub-exception)\n"
    )
    (found,) = parse_traceback(text)
    assert found.message == "three (3 sub-exceptions)"
    assert [member.short_type for member in found.members] == ["KeyError", "ExceptionGroup"]


def test_a_chain_goes_on_behind_a_group_within_it() -> None:
    end = "+------------------------------------\n"
    text = (
        "  + Exception Group Traceback (most recent call last):\n"
        "  | ExceptionGroup: outer (2 sub-exceptions)\n"
        "  +-+---------------- 1 ----------------\n"
        "    | Exception Group Traceback (most recent call last):\n"
        "    | ExceptionGroup: cause (1 sub-exception)\n"
        "    +-+---------------- 1 ----------------\n"
        "      | ExceptionGroup: within (1 sub-exception)\n"
        "      +-+---------------- 1 ----------------\n"
        "        | KeyError: 'deep'\n"
        f"        {end}"
        "    | \n"
        "    | The above exception was the direct cause of the following exception:\n"
        "    | \n"
        "    | Traceback (most recent call last):\n"
        '    |   File "/p/main.py", line 2, in one\n'
        "    | RuntimeError: member\n"
        "    +---------------- 2 ----------------\n"
        "    | ValueError: two\n"
        f"    {end}"
    )
    (found,) = parse_traceback(text, ["/p"])
    assert [f"{m.type_name}: {m.message}" for m in found.members] == [
        "RuntimeError: member",
        "ValueError: two",
    ]


@pytest.mark.parametrize(
    "after",
    [
        "make: *** [Makefile:2: test] Error 1\n",
        "make[1]: Leaving directory '/p'\n",
        "npm error code 1\n",
        "npm ERR! Test failed.\n",
        "nox > Session tests failed.\n",
        "error: Recipe `test` failed on line 2 with exit code 1\n",
        "py311: exit 1 (0.10 seconds) /p> python main.py pid=3\n",
        "-" * 70 + "\nRan 1 test in 0.001s\n\nFAILED (errors=1)\n",
        "=" * 20 + " short test summary info " + "=" * 40 + "\nFAILED a.py::b\n",
    ],
)
def test_what_wrappers_say_is_no_part_of_the_message(after: str) -> None:
    assert _told(FATAL + after) == ["ValueError: fatal"]


@pytest.mark.parametrize(
    ("last", "message", "notes"),
    [
        ("KeyError: 'a'\nnoted\n\ntwice\n", "'a'", ("noted", "", "twice")),
        ('KeyError: "it\'s"\nnoted\n', '"it\'s"', ("noted",)),
        ("KeyError: 3\nnoted\n", "3", ("noted",)),
        ("KeyError:    a  b\n0  1  2\n", "   a  b\n0  1  2", ()),
        ("NameError: name 'x' is not defined\nnoted\n", "name 'x' is not defined", ("noted",)),
        ("ValueError: first\nsecond or note\n", "first\nsecond or note", ()),
        ("NameError: \nfirst\n", "\nfirst", ()),
    ],
)
def test_notes_are_set_apart_where_that_is_sure(
    last: str, message: str, notes: tuple[str, ...]
) -> None:
    (found,) = parse_traceback(HEADER + '  File "/p/a.py", line 1, in f\n' + last)
    assert (found.message, found.notes) == (message, notes)


_PIECES = st.sampled_from(
    [
        HEADER, '  File "/p/a.py", line 3, in f\n', '  File "/p/a.py", line 3\n', "    x = 1\n",
        "    ^^^\n", "KeyError: 'a'\n", "SyntaxError: x\n", "\n", CAUSE, "text\n", "  | x\n",
        "  + Exception Group Traceback (most recent call last):\n", "    | ValueError\n",
        "  +-+---------------- 1 ----------------\n", "    +------------------------------------\n",
        "    +---------------- 2 ----------------\n", "    | KeyError: 'a'\n",
        "    | Exception Group Traceback (most recent call last):\n",
        "  | ExceptionGroup: x (2 sub-exceptions)\n", "  [Previous line repeated 3 more times]\n",
        "Exception ignored in: x\n", "a.py:1: UserWarning: x\n", '"""\n', "\r\n",
        '  File "/p/a.py", line 99999999999999999999999, in f\n',
    ]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=30).map("".join)))
@settings(deadline=None, max_examples=300)
@example(HEADER + "\0: \0")
@example('  File "", line 1')
def test_arbitrary_text_never_raises(text: str) -> None:
    for exception in parse_traceback(text, ["/p"]):
        assert exception.type_name
        assert exception.message == exception.message.rstrip()
        assert all(frame.line >= 0 for frame in exception.frames)


@given(st.lists(_PIECES, max_size=20).map("".join))
@settings(deadline=None, max_examples=200)
def test_a_fatal_traceback_is_found_whatever_was_printed_before(noise: str) -> None:
    fatal = HEADER + '  File "/p/main.py", line 3, in <module>\n    run()\nLast: one\n'
    *_, last = parse_traceback(noise + "said by the script\n" + fatal, ["/p"])
    assert (last.type_name, last.message, last.frames[-1].path) == ("Last", "one", "main.py")


_FRAME = '  File "/p/a.py", line 3, in f\n'
_LINES = {
    "headers": HEADER,
    "frames": _FRAME,
    "frames without functions": '  File "/p/a.py", line 3\n',
    "tracebacks": OTHER,
    "chains": OTHER + CAUSE,
    "group headers": "  + Exception Group Traceback (most recent call last):\n",
    "group margins": "  | x\n",
    "groups": "  + Exception Group Traceback (most recent call last):\n  | E: x\n",
    "group ends": "    +------------------------------------\n",
    "members": "  +-+---------------- 1 ----------------\n    | E: x\n",
    "second members": "    +---------------- 2 ----------------\n    | E: x\n",
    "counts": "(1 sub-exception)\n",
    "blank lines": "\n",
    "ignored": "Exception ignored in: x\n",
}
_CHARACTERS = {
    "spaces": " ",
    "markers": "~",
    "carets and spaces": "^ ",
    "quotes": '", line 1',
    "dots": "a.",
    "digits": "1",
    "bars": "| ",
    "pluses": "+-",
    "warnings": "a:1: ",
    "letters": "x",
    "colons": ":1",
}
_HOSTILE = {
    **{name: ("", piece, "") for name, piece in _LINES.items()},
    **{f"header, then {k}": (HEADER + _FRAME + "E: x\n", v, "") for k, v in _LINES.items()},
    **{f"one line of {k}": ("", v, "!") for k, v in _CHARACTERS.items()},
    **{
        f"one source line of {k}": (HEADER + _FRAME + "    ", v, "!\nE: x\n")
        for k, v in _CHARACTERS.items()
    },
    **{f"one last line of {k}": (HEADER + _FRAME, v, "!") for k, v in _CHARACTERS.items()},
    **{f"one path of {k}": (HEADER + '  File "', v, "!\nE: x\n") for k, v in _CHARACTERS.items()},
    "deep groups": (
        "  + Exception Group Traceback (most recent call last):\n  | E: x\n"
        + "".join(
            f"{' ' * n}+-+---------------- 1 ----------------\n{' ' * n}  | E: x\n"
            for n in range(2, 4000, 2)
        ),
        "    +------------------------------------\n",
        "",
    ),
    "a line number that never ends": ('  File "/p/a.py", line ', "1", ", in f\nSyntaxError: x\n"),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", _HOSTILE)
def test_a_megabyte_of_hostile_text_is_read_in_reasonable_time(name: str) -> None:
    before, piece, after = _HOSTILE[name]
    parse_traceback(before + piece * (1024 * 1024 // len(piece)) + after, ["/p"])


def test_only_the_end_of_a_very_long_text_is_read() -> None:
    assert _told(OTHER + "x\n" * MAX_LINES) == []
    assert _told("x\n" * MAX_LINES + FATAL) == ["ValueError: fatal"]


def test_the_short_type_leaves_the_module_out() -> None:
    assert RaisedException("json.decoder.JSONDecodeError", "", ()).short_type == "JSONDecodeError"
    assert RaisedException("KeyError", "", ()).short_type == "KeyError"
