"""`except_comma`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "except-forms": (
        """\
def f(x):
    try:
        return int(x)
    except (ValueError, TypeError), e:
        return str(e)
    except KeyError, error: return error
    except IOError, OSError:
        return None
""",
        """\
def f(x):
    try:
        return int(x)
    except (ValueError, TypeError) as e:
        return str(e)
    except KeyError as error: return error
    except (IOError, OSError):
        return None
""",
    ),
    "except-tuple": (
        """\
try:
    open("x")
except IOError, (number, text):
    # no such file
    print(number, text)
""",
        """\
try:
    open("x")
except IOError as error:
    # no such file
    number, text = error.args
    print(number, text)
""",
    ),
}
MUST_LEAVE = (
    "try:\n    pass\nexcept (ValueError, KeyError) as e:\n    pass\n",
    's = "except A, e:"\n',
    "try:\n    pass\nexcept ValueError\n    pass\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("except_comma", source) == []
