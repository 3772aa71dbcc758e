"""What ``healbot init`` finds out about a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from healbot.init_detection import testing_workflows as workflows_that_test

STEPS = "jobs:\n  test:\n    steps:\n      - run: pytest\n"


@pytest.mark.parametrize(
    "triggers",
    [
        "on: push",
        "on: [push, pull_request]",
        "'on': [pull_request]",
        "on:\n  - push\n  - pull_request",
        "on:\n- push",
        "on:\n  # every push\n  push:\n    branches: [main]\n\n  workflow_dispatch:",
    ],
)
def test_a_workflow_that_tests_what_is_pushed(tmp_path: Path, triggers: str) -> None:
    assert _found(tmp_path, f'name: "🧪 Tests"\n{triggers}\n{STEPS}') == ("🧪 Tests",)


@pytest.mark.parametrize(
    "workflow",
    [
        f"on: workflow_dispatch # not push\n{STEPS}",
        f"on: pull_request_target\n{STEPS}",
        f"on:\n  release:\n{STEPS}      - uses: docker/build-push-action@v6\n        with:\n"
        "          push: true\n",
        "on: push\njobs:\n  lint:\n    steps:\n      - run: ruff check\n",
        STEPS,
    ],
)
def test_one_that_does_not(tmp_path: Path, workflow: str) -> None:
    assert _found(tmp_path, workflow) == ()


def _found(root: Path, workflow: str) -> tuple[str, ...]:
    path = root / ".github" / "workflows" / "ci.yml"
    path.parent.mkdir(parents=True)
    path.write_text(workflow, "utf-8")
    return workflows_that_test(root)
