from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.generators.language_model.project_code import Place, ProjectCode
from tests.generators.language_model.problems import MemoryFiles

METHODS = "".join(f"    def m{i}(self):\n        return {i}\n\n" for i in range(40))
FILES = {
    "shop/__init__.py": "from .cart import Cart as Basket\nfrom shop import money\n",
    "shop/cart.py": "from shop.money import rounded\n\n\nclass Cart:\n    def total(self):\n"
    "        return self.net()\n\n    def net(self):\n        return rounded(1)\n",
    "shop/money.py": "PLACES = 2\n\n\n@cached\ndef rounded(x):\n    return round(x, PLACES)\n",
    "shop/long.py": f"class Long:\n    def __init__(self):\n        pass\n\n{METHODS}",
    "src/lib.py": "def helper(): ...\n",
    "tests/util.py": "def make(): ...\n",
    "loop.py": "from loop2 import thing\n",
    "loop2.py": "from loop import thing\n",
    "credentials.pem.py": "x = 1\n",
}


def used(text: str, *lines: int) -> list[Place]:
    files = MemoryFiles({**FILES, "tests/test_it.py": text})
    places = [Place("tests/test_it.py", line, line) for line in lines]
    return list(ProjectCode(files).used_in(places))


@pytest.mark.parametrize(
    ("text", "line", "places"),
    [
        ("from shop.money import rounded\nrounded(1)\n", 2, [Place("shop/money.py", 4, 6)]),
        ("from shop.money import rounded as r\nr(1)\n", 2, [Place("shop/money.py", 4, 6)]),
        ("import shop.money\nshop.money.rounded(1)\n", 2, [Place("shop/money.py", 4, 6)]),
        ("import shop.money as m\nm.PLACES\n", 2, [Place("shop/money.py", 1, 1)]),
        ("from shop import money\nmoney.rounded(1)\n", 2, [Place("shop/money.py", 4, 6)]),
        ("from shop import Basket\nBasket()\n", 2, [Place("shop/cart.py", 4, 9)]),
        ("from lib import helper\nhelper()\n", 2, [Place("src/lib.py", 1, 1)]),
        ("from .util import make\nmake()\n", 2, [Place("tests/util.py", 1, 1)]),
        ("from util import make\nmake()\n", 2, [Place("tests/util.py", 1, 1)]),
        ("from loop import thing\nthing()\n", 2, []),
        ("from json import loads\nloads('1')\n", 2, []),
        ("def f(): ...\n\nf()\n", 3, [Place("tests/test_it.py", 1, 1)]),
        ("class A:\n    def f(self):\n        self.g()\n    def g(self): ...\n", 3,
         [Place("tests/test_it.py", 4, 4)]),
        ("def f(:\n", 1, []),
    ],
)  # fmt: skip
def test_definitions_that_a_line_uses_are_found(text: str, line: int, places: list[Place]) -> None:
    assert used(text, line) == places


def test_of_a_long_class_only_what_is_used_is_shown() -> None:
    found = used("from shop.long import Long\nLong().m7()\n", 2)
    lines = ["class Long:", "def __init__", "def m7"]
    source = FILES["shop/long.py"].splitlines()
    assert [source[place.first - 1].strip().split("(")[0] for place in found] == lines


def test_the_function_around_a_line_is_found() -> None:
    code = ProjectCode(MemoryFiles(FILES))
    assert code.enclosing("shop/money.py", 6) == Place("shop/money.py", 4, 6)
    assert code.enclosing("shop/cart.py", 9) == Place("shop/cart.py", 8, 9)
    assert code.enclosing("shop/cart.py", 4) == Place("shop/cart.py", 4, 9)
    assert code.enclosing("shop/money.py", 1) is None
    assert code.enclosing("no.py", 1) is None


def test_a_test_comes_with_the_fixtures_that_it_asks_for() -> None:
    text = (
        "@fixture\ndef a(b): ...\n\n@fixture\ndef b(): ...\n\n@fixture\ndef c(): ...\n\n"
        "class TestX:\n    def test_it(self, a, tmp_path): ...\n"
    )
    code = ProjectCode(MemoryFiles({"t.py": text}))
    found = code.test_with_fixtures("t.py", ("TestX", "test_it"))
    assert [place.first for place in found] == [11, 1, 4]
    assert code.test_with_fixtures("t.py", ("TestX", "no")) == ()
    assert code.test_with_fixtures("t.py", ()) == ()


def test_files_that_may_not_be_shown_are_not_read() -> None:
    files = MemoryFiles({**FILES, ".env": "X=1\n", "id_rsa.py": "x = 1\n"})
    code = ProjectCode(files)
    assert code.source(".env") is None
    assert code.module("..", 3, "a/b.py") is None
    assert ".env" not in files.read


@given(st.text(max_size=80), st.integers(-5, 20))
@settings(max_examples=200, deadline=None)
def test_any_text_is_looked_at(text: str, line: int) -> None:
    files = MemoryFiles({"x.py": text})
    code = ProjectCode(files)
    code.enclosing("x.py", line)
    code.imports("x.py")
    code.imported_files("x.py")
    code.used_in([Place("x.py", line, line + 5)])


def test_deep_nesting_does_not_end_it() -> None:
    deep = "x = " + "(" * 3000 + ")" * 3000 + "\n" + "y" + ".a" * 5000 + "\n"
    code = ProjectCode(MemoryFiles({"x.py": deep, "z.py": "z" + ".a" * 3000 + "\n"}))
    assert code.enclosing("x.py", 1) is None
    assert code.used_in([Place("z.py", 1, 1)]) == ()
