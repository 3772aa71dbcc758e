"""All oracles on a run, by the option that asks for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from healbot.core.errors import UsageError
from healbot.oracles.canaries import CanaryTests
from healbot.oracles.check_command import CheckCommand
from healbot.oracles.code_that_runs import CodeThatRuns
from healbot.oracles.collected_tests import CollectedTests
from healbot.oracles.exit_status import ExitStatus
from healbot.oracles.expect_json import ExpectJson
from healbot.oracles.expect_nonempty import ExpectNonempty
from healbot.oracles.fresh_tree import FreshTree
from healbot.oracles.minimality import Minimality
from healbot.oracles.necessity import Necessity
from healbot.oracles.output_pattern import ExpectOutput, ForbidOutput
from healbot.oracles.prints_something import PrintsSomething
from healbot.oracles.readable_output import ReadableOutput
from healbot.oracles.reproduced import Reproduced
from healbot.oracles.stable_base import StableBase
from healbot.oracles.suite import Suite
from healbot.oracles.tampering import Tampering
from healbot.ports import GateOracle, Oracle, ProjectFiles

_BY_OPTION: dict[str, Callable[[str, float], Oracle]] = {
    "expect-output": lambda value, timeout: ExpectOutput(value),
    "forbid-output": lambda value, timeout: ForbidOutput(value),
    "expect-nonempty": lambda value, timeout: ExpectNonempty(value),
    "expect-json": lambda value, timeout: ExpectJson(value),
    "check": CheckCommand,
}


def run_oracles(options: Iterable[tuple[str, str]], timeout: float) -> tuple[Oracle, ...]:
    """Returns the oracles for (option, value) pairs, ``exit-status`` first.

    Raises `healbot.core.errors.UsageError` when there is no such option or a value is of no use.
    `timeout` limits each check command, in seconds.
    """
    return (ExitStatus(), *(_oracle(option, value, timeout) for option, value in options))


def run_oracles_for_goal(options: Sequence[tuple[str, str]]) -> tuple[Oracle, ...]:
    """Returns the further oracles on a run of a script that was written for a goal.

    `options` are the checks that were asked for; without any, the script must at least print
    something.
    """
    return () if options else (PrintsSomething(),)


def run_oracles_for_tests(
    selection: Sequence[str], base: ProjectFiles | None
) -> tuple[Oracle, ...]:
    """Returns the further oracles on a run of tests: `selection` as the runner takes it.

    `base` are the project's files without any patch; ``None`` when patches may edit tests.
    """
    from healbot.oracles.agreement import Agreement
    from healbot.oracles.pristine_tests import PristineTests
    from healbot.oracles.tests_ran import TestsRan

    oracles: tuple[Oracle, ...] = (Agreement(), TestsRan(selection))
    return oracles if base is None else (*oracles, PristineTests(base))


def gate_oracles() -> tuple[GateOracle, ...]:
    """Returns the oracles on a plausible patch, in the order in which a report shows them."""
    return (
        Reproduced(),
        FreshTree(),
        ReadableOutput(),
        CollectedTests(),
        CodeThatRuns(),
        Suite(),
        CanaryTests(),
        Necessity(),
        Minimality(),
        Tampering(),
        StableBase(),
    )


def _oracle(option: str, value: str, timeout: float) -> Oracle:
    make = _BY_OPTION.get(option)
    if make is None:  # a branch of another version of healbot, or one that someone else wrote
        raise UsageError(
            f"There is no oracle {option!r}.", hint=f"There are: {', '.join(sorted(_BY_OPTION))}."
        )
    return make(value, timeout)
