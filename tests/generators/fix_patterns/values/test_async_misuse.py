"""`async_misuse`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
import asyncio
async def get():
    return [1, 2]
async def main():
    for x in get():
        print(x)
    r = get()
    print(len(r))
asyncio.run(main())
""",
        """\
import asyncio
async def get():
    return [1, 2]
async def main():
    for x in await get():
        print(x)
    r = get()
    print(len(r))
asyncio.run(main())
""",
        heals=False,
    ),
    Example(
        """\
import asyncio
async def main():
    print("hi")
asyncio.run(main)
""",
        """\
import asyncio
async def main():
    print("hi")
asyncio.run(main())
""",
    ),
    Example(
        """\
import asyncio
def helper():
    return 3
async def main():
    x = await helper()
    print(x)
asyncio.run(main())
""",
        """\
import asyncio
def helper():
    return 3
async def main():
    x = helper()
    print(x)
asyncio.run(main())
""",
    ),
    Example(
        """\
import asyncio
async def inner():
    return 3
async def main():
    x = asyncio.run(inner())
    print(x)
asyncio.run(main())
""",
        """\
import asyncio
async def inner():
    return 3
async def main():
    x = await inner()
    print(x)
asyncio.run(main())
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
import asyncio

async def main(future):
    await future

asyncio.run(main(None))
""",
    ),
    Example(
        """\
import asyncio

async def main():
    raise RuntimeError("no answer")

asyncio.run(main())
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "async_misuse")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
