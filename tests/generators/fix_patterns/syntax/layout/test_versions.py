"""The same fixes whatever interpreter failed: messages and carets differ between versions."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import failing_context, healed, interpreter

CASES = {
    "nested quotes": (
        'd = {"a": 1}\nprint(f"value {d["a"]}")\n',
        'd = {"a": 1}\nprint(f"value {d[\'a\']}")\n',
    ),
    "backslash in a field": (
        "x = ['a']\nprint(f\"{'\\n'.join(x)}\")\n",
        "x = ['a']\nnewline = '\\n'\nprint(f\"{newline.join(x)}\")\n",
    ),
    "print": ('x = 1\nprint "a", x\n', 'x = 1\nprint("a", x)\n'),
    "body": ("for x in [1]:\nprint(x)\n", "for x in [1]:\n    print(x)\n"),
    "except": (
        "try:\n    x = 1\nexcept ValueError, e:\n    x = 2\n",
        "try:\n    x = 1\nexcept ValueError as e:\n    x = 2\n",
    ),
    "quotes": ("x = “a”\n", 'x = "a"\n'),
}


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES.keys())
def test_heals(before: str, after: str, version: str) -> None:
    if interpreter(version) is None:
        pytest.skip(f"no Python {version} here")
    if failing_context(before.encode(), version) is not None:  # 3.12 reads nested quotes
        assert healed(before, version) == after
