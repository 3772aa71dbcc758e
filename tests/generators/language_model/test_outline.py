from __future__ import annotations

from healbot.generators.language_model.outline import outline
from tests.generators.language_model.problems import MemoryFiles

FILES = {
    "app.py": "X = 1\n\ndef main(): ...\n\nasync def serve(): ...\n",
    "shop/__init__.py": "",
    "shop/cart.py": "class Cart:\n    def __init__(self): ...\n    def add(self): ...\n"
    "    class Line: ...\nclass Empty: ...\n",
    "shop/broken.py": "def broken(:\n",
    "README.md": "# x\n",
    ".venv/lib.py": "def hidden(): ...\n",
    "build/old.py": "def old(): ...\n",
}


def test_files_come_with_their_definitions() -> None:
    assert outline(MemoryFiles(FILES)).splitlines() == [
        "app.py: main, serve",
        "shop/broken.py",
        "shop/cart.py: Cart(add, Line), Empty",
    ]


def test_files_that_are_shown_already_are_left_out() -> None:
    assert outline(MemoryFiles({"app.py": "x = 1\n"}), without={"app.py"}) == ""
    assert "cart.py" not in outline(MemoryFiles(FILES), without={"shop/cart.py"})


def test_what_does_not_fit_is_counted() -> None:
    assert outline(MemoryFiles(FILES), limit=25).splitlines() == [
        "app.py: main, serve",
        "… and 2 files more",
    ]
    many = {f"m{i:03}.py": "".join(f"def f{n}(): ...\n" for n in range(30)) for i in range(400)}
    found = outline(MemoryFiles(many))
    assert len(found) < 4100
    assert found.splitlines()[0].endswith("f13, f14, …")
