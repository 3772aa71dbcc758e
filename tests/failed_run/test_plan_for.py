from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from healbot.code_host import code_host, remote_for
from healbot.core.errors import Declined, ForgeUnusable, NotReproduced, UsageError
from healbot.core.forge import Repository
from healbot.failed_run import (
    MAX_JOBS,
    check_plan,
    check_reproduced,
    plan_for,
    with_other_failure,
)
from healbot.reports.summary import FailureView, Fixes, Summary
from healbot.reproducers.workflow_run import RunPlan
from tests.failed_run import fake

SUMMARY = "=== short test summary info ===\nFAILED tests/test_a.py::test_b - x\n=== 1 failed ==="
LOG = fake.log("pytest", SUMMARY)
CART = Repository("ada", "cart")
NOTHING = Summary(
    "nothing-to-heal", 0, "x", "", None, None, None, (), (), "", False, "overlay", (), (), 0.0
)
TOKEN = {"GH_TOKEN": "t"}
REMOTES = {"origin": "git@github.com:ada/cart.git"}


def test_a_plan_names_tests_commit_and_job() -> None:
    plan = plan_for(fake.forge(fake.run(), [fake.job("test (3.12)")], {1: LOG}), 77)
    assert plan.target is not None
    assert plan.target.selection == ("tests/test_a.py::test_b",)
    assert (plan.commit, plan.job, plan.is_foreign) == ("a" * 40, "test (3.12)", False)
    check_plan(plan)


@pytest.mark.parametrize("owner", ["eve/cart", None])
def test_commits_of_forks_are_told(owner: str | None) -> None:
    run = fake.run(head_repository=owner, event="pull_request")
    plan = plan_for(fake.forge(run, [fake.job()], {1: LOG}), 77)
    assert plan.is_foreign
    assert any("merged into its base" in sentence for sentence in plan.differences)


def test_one_job_is_chosen_by_name_or_id() -> None:
    jobs = [fake.job("a", 1), fake.job("b", 2)]
    told = fake.forge(fake.run(), jobs, {1: LOG, 2: LOG})
    assert plan_for(told, 77, job="b").job == "b"
    assert plan_for(told, 77, job_id=2).job == "b"
    assert plan_for(told, 77, job_id=2).other_jobs == ("a",)
    with pytest.raises(UsageError, match="No failed job is called 'c'"):
        plan_for(told, 77, job="c")


def test_a_log_may_be_gone_while_another_is_there() -> None:
    jobs = [fake.job("a", 1), fake.job("b", 2)]
    plan = plan_for(fake.forge(fake.run(), jobs, {2: LOG}), 77)
    assert plan.job == "b"
    assert plan.target is not None
    with pytest.raises(ForgeUnusable, match="is gone"):
        plan_for(fake.forge(fake.run(), jobs, {}), 77)


def test_of_a_large_matrix_only_some_logs_are_read() -> None:
    jobs = [fake.job(f"test ({number})", number) for number in range(1, 257)]
    told = fake.forge(fake.run(), jobs, dict.fromkeys(range(1, 257), LOG))
    plan = plan_for(told, 77)
    assert len(cast("fake.FakeRuns", told).asked) == MAX_JOBS
    assert len(plan.other_jobs) == 255


def test_a_run_that_goes_on_is_left_alone() -> None:
    told = fake.forge(fake.run(status="in_progress", conclusion=None), [fake.job()], {1: LOG})
    plan = plan_for(told, 77)
    assert cast("fake.FakeRuns", told).asked == []
    with pytest.raises(Declined) as caught:
        check_plan(plan)
    assert caught.value.message == "Nothing to heal: the run has not ended yet (in_progress)."
    assert caught.value.gate == "run"


@pytest.mark.parametrize(
    ("there", "here", "differs"),
    [
        ("KeyError: 'a' in b (c.py:1)", "KeyError: 'a' in b (c.py:9)", False),
        ("KeyError: 'a' in b (c.py:1)", "ModuleNotFoundError: No module named 'x'", True),
        ("Process completed with exit code 1.", "KeyError: 'a'", False),
        ("", "KeyError: 'a'", False),
    ],
)
def test_another_failure_than_the_logs_is_told(there: str, here: str, differs: bool) -> None:
    plan = RunPlan(fake.run(), headline=there)
    view = FailureView(here, "0" * 40, "")
    found = with_other_failure(Fixes((replace(NOTHING, failure=view),)), plan).differences
    assert bool(found) == differs
    assert not differs or found == (f"The log ends with {there}; here it is {here}.",)


def test_what_passes_here_names_what_differs() -> None:
    plan = RunPlan(fake.run(), job="test", differences=("CI ran PyPy.",))
    with pytest.raises(NotReproduced) as caught:
        check_reproduced(Fixes((NOTHING,)), plan)
    assert caught.value.message == "What failed in run 77 (job 'test') passes here."
    assert caught.value.hint == "CI ran PyPy."
    check_reproduced(Fixes((NOTHING, replace(NOTHING, ending="healed"))), plan)


# Where the token goes --------------------------------------------------------------------------


def host(
    named: Repository | None, server: str, remotes: dict[str, str], **environ: str
) -> tuple[Any, ...]:
    found = code_host(named, server, remotes, TOKEN | environ)
    return str(found.repository), found.server_url, found.api_url


PUBLIC = ("ada/cart", "https://github.com", "https://api.github.com")


def test_the_repository_is_that_of_the_address_else_that_of_origin() -> None:
    assert host(None, "", REMOTES) == PUBLIC
    assert host(CART, "https://github.com", {}) == PUBLIC
    assert host(CART, "", {}) == PUBLIC
    with pytest.raises(UsageError, match="which repository"):
        host(None, "", {"origin": "/srv/cart"})


@pytest.mark.parametrize("server", ["https://evil.invalid", "http://github.com"])
def test_no_token_goes_to_a_host_that_nobody_named(server: str) -> None:
    with pytest.raises(UsageError, match="sends no token"):
        host(CART, server, REMOTES)
    with pytest.raises(UsageError, match="sends no token"):
        host(None, "", {"origin": f"{server}/ada/cart.git"})


def test_hosts_of_ones_own() -> None:
    ours = "https://git.example.invalid"
    assert host(CART, ours, {}, GH_HOST="git.example.invalid")[1:] == (ours, f"{ours}/api/v3")
    assert host(CART, ours, {}, GITHUB_SERVER_URL=ours, GITHUB_API_URL=f"{ours}/api")[2] == (
        f"{ours}/api"
    )
    assert host(CART, "https://a.ghe.com", {}, GH_HOST="a.ghe.com")[2] == "https://api.a.ghe.com"


def test_the_token_that_belongs_to_the_host() -> None:
    environ = TOKEN | {"GH_ENTERPRISE_TOKEN": "e", "GH_HOST": "git.example.invalid"}
    assert code_host(CART, "https://git.example.invalid", {}, environ).token == "e"
    assert code_host(CART, "", {}, environ).token == "t"
    assert "'t'" not in repr(code_host(CART, "", {}, environ))
    with pytest.raises(ForgeUnusable, match="no token"):
        code_host(CART, "", {}, {})


def test_the_commit_is_fetched_from_the_remote_of_the_repository() -> None:
    remotes = {"origin": "git@github.com:eve/cart.git", "upstream": "https://github.com/ada/cart"}
    assert remote_for(remotes, code_host(CART, "", remotes, TOKEN)) == "upstream"
    assert remote_for({}, code_host(CART, "", {}, TOKEN)) == "origin"
