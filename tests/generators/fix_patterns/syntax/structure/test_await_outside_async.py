from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    (
        """\
import asyncio
def work(x):
    await asyncio.sleep(0)
    return x
async def main():
    print(await work(3))
asyncio.run(main())
""",
        """\
import asyncio
async def work(x):
    await asyncio.sleep(0)
    return x
async def main():
    print(await work(3))
asyncio.run(main())
""",
    ),
    (
        "import asyncio\nasync def main():\n    print(3)\nawait main()\n",
        """\
import asyncio
async def main():
    print(3)
asyncio.run(main())
""",
    ),
]
MUST_LEAVE = [
    """\
import asyncio
def work():
    await asyncio.sleep(0)
work()
""",
    "x = (1\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "await_outside_async")
