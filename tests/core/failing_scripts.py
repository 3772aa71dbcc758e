"""Scripts that fail in every way a traceback can look like; each is a set of files.

`SCRIPTS` run on every interpreter, `SCRIPTS_SINCE` need a version for their syntax.
"""

from __future__ import annotations

from collections.abc import Mapping

Files = Mapping[str, bytes]


def _script(source: str, **modules: str) -> Files:
    files = {"main.py": source.lstrip("\n").encode()}
    for name, text in modules.items():
        files[name.replace("__", "/") + ".py"] = text.lstrip("\n").encode()
    return files


SCRIPTS: dict[str, Files] = {
    "plain": _script("x = 1\nprint(undefined_name)\n"),
    "nested_calls": _script(
        """
def outer(rows):
    return inner(rows)
def inner(rows):
    return rows["total"]
outer({"sum": 1})
"""
    ),
    "cause": _script(
        """
def read():
    return {}["a"]
try:
    read()
except KeyError as error:
    raise ValueError("no such row") from error
"""
    ),
    "context": _script(
        """
try:
    1 / 0
except ZeroDivisionError:
    undefined_name
"""
    ),
    "cause_of_context_of_cause": _script(
        """
def a(): raise KeyError("a")
def b():
    try:
        a()
    except KeyError as error:
        raise ValueError("b") from error
def c():
    try:
        b()
    except ValueError:
        raise TypeError("c")
try:
    c()
except TypeError as error:
    raise RuntimeError("d") from error
"""
    ),
    "suppressed_context": _script(
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise ValueError('only me') from None\n"
    ),
    "message_of_several_lines": _script("raise ValueError('first\\n  second\\nthird: 3')\n"),
    "message_with_blank_lines": _script("raise ValueError('first\\n\\n\\n\\nsecond\\n\\nthird')\n"),
    "message_begins_with_a_line_end": _script("raise ValueError('\\nsecond')\n"),
    "message_with_colons": _script("raise ValueError('a: b: KeyError: c')\n"),
    "message_with_markers": _script("raise ValueError('x\\n    ^^^^\\n  File \"a.py\", line 3')\n"),
    "message_with_an_indented_traceback": _script(
        """
inner = 'Traceback (most recent call last):\\n  File "job.py", line 1, in <module>\\nKeyError: 1'
raise RuntimeError("the job failed:\\n" + "\\n".join("    " + l for l in inner.split("\\n")))
"""
    ),
    "empty_message": _script("raise ValueError\n"),
    "empty_text": _script("raise ValueError('')\n"),
    "str_fails": _script(
        "class Bad(Exception):\n    def __str__(self):\n        return 1 / 0\nraise Bad()\n"
    ),
    "key_error_quotes": _script('{}["it\'s"]\n'),
    "nested_class": _script("class A:\n    class B(Exception): pass\nraise A.B('x')\n"),
    "local_class": _script("def f():\n    class B(Exception): pass\n    raise B('x')\nf()\n"),
    "dotted_type": _script("import json\njson.loads('{')\n"),
    "dotted_type_of_a_package": _script(
        "from pkg.errors import Lost\nraise Lost('x')\n",
        pkg____init__="",
        pkg__errors="class Lost(Exception): pass\n",
    ),
    "class_name_in_unicode": _script("class Größe(Exception): pass\nraise Größe('zu groß')\n"),
    "recursion": _script("def f(n):\n    return f(n + 1)\nf(0)\n"),
    "mutual_recursion": _script(
        "import sys\nsys.setrecursionlimit(150)\n"
        "def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\nf(0)\n"
    ),
    "recursion_then_more": _script(
        "def f(n):\n    if n == 0: return h()\n    return f(n - 1)\n"
        "def h():\n    return {}['x']\nf(20)\n"
    ),
    "syntax_error": _script("def f(:\n    pass\n"),
    "syntax_error_at_the_end": _script("x = (1,\n"),
    "syntax_error_indented": _script("def f():\n    if True:\n        x = = 3\n"),
    "syntax_error_of_the_compiler": _script("def f():\n    return 1\nreturn 2\n"),
    "syntax_error_in_a_string": _script("x = 'abc\n"),
    "syntax_error_tabs_before": _script("if True:\n\tx = = 3\n"),
    "syntax_error_not_utf8": {"main.py": b"x = 1\nname = '\xe9'\n"},
    "syntax_error_unknown_encoding": {"main.py": b"# coding: nope\nx = 1\n"},
    "syntax_error_utf16": {"main.py": "x = 1\n".encode("utf-16")},
    "imports_what_is_not_utf8": {"main.py": b"import helper\n", "helper.py": b"x = '\xe9'\n"},
    "syntax_error_null_text": _script("raise SyntaxError('made by hand')\n"),
    "syntax_error_imported": _script("import helper\n", helper="def f():\n    return 1 +\n"),
    "syntax_error_imported_deep": _script(
        "def load():\n    import pkg.helper\nload()\n",
        pkg____init__="",
        pkg__helper="class A:\n    def f(self)\n        pass\n",
    ),
    "syntax_error_exec": _script("exec('x = = 1')\n"),
    "syntax_error_compile_named": _script("compile('if x', 'made up name.txt', 'exec')\n"),
    "syntax_error_literal_eval": _script("import ast\nast.literal_eval('1 +')\n"),
    "indentation_error": _script("def f():\nreturn 1\n"),
    "indentation_unexpected": _script("x = 1\n  y = 2\n"),
    "indentation_unindent": _script("if True:\n        x = 1\n    y = 2\n"),
    "tab_error": _script("if True:\n        x = 1\n\ty = 2\n"),
    "exec_of_text": _script("exec('def f():\\n    return 1 / 0\\nf()')\n"),
    "comprehension": _script("rows = [{}]\nprint([row['a'] for row in rows])\n"),
    "generator_expression": _script("print(sum(int(x) for x in ['1', 'b']))\n"),
    "lambda": _script("key = lambda row: row['a']\nsorted([{}], key=key)\n"),
    "class_body": _script("class A:\n    x = undefined_name\n"),
    "decorator": _script(
        "def deco(f):\n    def wrapper(*a):\n        return f(*a)\n    return wrapper\n"
        "@deco\ndef g(x):\n    return x + 1\ng('1')\n"
    ),
    "method": _script("class A:\n    def go(self):\n        return self.lost\nA().go()\n"),
    "async": _script(
        "import asyncio\nasync def inner():\n    await asyncio.sleep(0)\n    {}['in']\n"
        "async def main():\n    await inner()\nasyncio.run(main())\n"
    ),
    "call_over_several_lines": _script(
        "def f(a, b):\n    return a + b\nf(\n    1,\n\n    # why\n    b='x',\n)\n"
    ),
    "operators_over_several_lines": _script("x = (1 +\n     2 +\n     'a' +\n     3 +\n     4)\n"),
    "logged_before": _script(
        """
import logging
try:
    {}["logged"]
except KeyError:
    logging.exception("went wrong")
def f(): raise ValueError("fatal")
f()
"""
    ),
    "printed_before": _script(
        "import traceback, sys\ntry:\n    1 / 0\nexcept Exception:\n    traceback.print_exc()\n"
        "print('going on', file=sys.stderr)\n{}['fatal']\n"
    ),
    "no_line_end_before": _script(
        "import sys\nsys.stderr.write('50% done ')\nsys.stderr.flush()\n{}['fatal']\n"
    ),
    "thread_before": _script(
        """
import threading
def work(): return {}["thread"]
t = threading.Thread(target=work); t.start(); t.join()
raise ValueError("fatal")
"""
    ),
    "destructor_after": _script(
        """
class A:
    def __del__(self):
        raise KeyError("in __del__")
keep = A()
raise ValueError("fatal")
"""
    ),
    "atexit_after": _script(
        "import atexit\n@atexit.register\ndef bye():\n    {}['bye']\nraise ValueError('fatal')\n"
    ),
    "never_awaited_after": _script(
        "async def work(): pass\nx = work()\nraise ValueError('fatal')\n"
    ),
    "never_awaited_in_a_function": _script(
        "async def work(): pass\ndef go():\n    work()\n    raise ValueError('fatal')\n"
        "import atexit\n@atexit.register\ndef bye():\n    work()\ngo()\n"
    ),
    "task_never_retrieved_after": _script(
        """
import asyncio
async def work(): return {}["lost"]
async def main():
    main.task = asyncio.ensure_future(work())
    await asyncio.sleep(0.01)
    raise ValueError("fatal")
try:
    asyncio.run(main())
finally:
    del main.task
    import gc; gc.collect()
"""
    ),
    "resource_warning_after": _script(
        "import warnings\nwarnings.simplefilter('always')\nf = open(__file__)\n"
        "raise ValueError('fatal')\n"
    ),
    "pool_worker": _script(
        """
from concurrent.futures import ProcessPoolExecutor
import multiprocessing
def work(n): return [1][n]
if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        list(pool.map(work, [5]))
"""
    ),
    "library_frame": _script("import textwrap\ntextwrap.wrap(3)\n"),
    "source_is_gone": _script("import os\nos.remove(__file__)\ndef f():\n    return 1 / 0\nf()\n"),
    "line_ends_of_windows": {"main.py": b"def f():\r\n    return {}['a']\r\n\r\nf()\r\n"},
    "did_you_mean": _script("total = 1\nprint(totl)\n"),
    "assertion": _script("assert 1 == 2, ('a', 'b')\n"),
    "os_error": _script("open('no such file.csv')\n"),
    "unicode_message": _script("raise ValueError('naïve café — 日本 🙂')\n"),
    "exit_with_text": _script("raise SystemExit('no input')\n"),
}

SCRIPTS_SINCE: dict[str, tuple[tuple[int, int], Files]] = {
    "match_statement": (
        (3, 10),
        _script("match {'a': 1}:\n    case {'a': x}:\n        x.lost\n"),
    ),
    "notes": (
        (3, 11),
        _script(
            "error = ValueError('first')\nerror.add_note('a note')\nerror.add_note('of\\ntwo')\n"
            "raise error\n"
        ),
    ),
    "notes_on_a_cause": (
        (3, 11),
        _script(
            "try:\n    try:\n        1 / 0\n    except ZeroDivisionError as error:\n"
            "        error.add_note('noted')\n        raise\n"
            "except ZeroDivisionError as error:\n    raise ValueError('x') from error\n"
        ),
    ),
}

GROUPS: dict[str, Files] = {
    "notes_on_a_key_error": _script(
        """
try:
    {}["a"]
except KeyError as error:
    error.add_note("which key\\nis it")
    error.add_note("KeyError: 'b'")
    raise
"""
    ),
    "deep_groups": _script(
        """
def wrap(depth):
    if not depth:
        raise KeyError("deepest")
    try:
        wrap(depth - 1)
    except Exception as error:
        raise ExceptionGroup(f"level {depth}", [ValueError(depth), error, OSError()]) from None
wrap(8)
"""
    ),
    "group_with_syntax_errors": _script(
        """
errors = []
for text in ("x = = 1", "def f(:"):
    try:
        compile(text, "made_up.py", "exec")
    except SyntaxError as error:
        errors.append(error)
raise BaseExceptionGroup("compiling", [*errors, SyntaxError("by hand"), SystemExit(3)])
"""
    ),
    "member_with_messages_and_notes": _script(
        """
member = ValueError("first\\n\\n  | second\\n+---------------- 1 ----------------")
member.add_note("noted\\ntwice")
group = ExceptionGroup("a (3 sub-exceptions)\\nb", [member, ExceptionGroup("", [KeyError(1)])])
group.add_note("on the group")
raise group
"""
    ),
    "group": _script(
        """
def one(): raise KeyError("one")
def two(): raise TypeError("two\\nlines")
errors = []
for f in (one, two):
    try:
        f()
    except Exception as error:
        errors.append(error)
def main(): raise ExceptionGroup("both failed", errors)
main()
"""
    ),
    "nested_group": _script(
        """
try:
    raise ExceptionGroup("outer", [ExceptionGroup("inner", [ValueError(1)]), KeyError(2)])
except ExceptionGroup as error:
    raise ExceptionGroup("last", [error]) from error
"""
    ),
    "group_with_a_chained_member": _script(
        """
errors = []
try:
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise ValueError("member") from error
except ValueError as error:
    errors.append(error)
raise ExceptionGroup("group", errors)
"""
    ),
    "group_as_cause": _script(
        """
try:
    raise ExceptionGroup("group", [ValueError("member")])
except ExceptionGroup as error:
    raise RuntimeError("the last one") from error
"""
    ),
    "task_group": _script(
        """
import asyncio
async def work(): raise ValueError("member")
async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(work())
asyncio.run(main())
"""
    ),
    "group_with_notes": _script(
        "error = ExceptionGroup('group', [ValueError(1)])\nerror.add_note('noted\\n\\ntwice')\n"
        "raise error\n"
    ),
}
