"""The hook by which the fake's repositories refuse what GitHub would refuse.

Run by git with the standard library only. ``FAKE_GITHUB_PUSH`` is JSON: the rules, who pushes,
whether workflows may be changed, and the file for the reasons that each reference is given.
"""

from __future__ import annotations

import fnmatch
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NOTHING = "0" * 40
WORKFLOWS = ".github/workflows"


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def _is_ancestor(old: str, new: str) -> bool:
    return subprocess.run(["git", "merge-base", "--is-ancestor", old, new]).returncode == 0


def _new_commits(new: str) -> list[str]:
    return [] if new == NOTHING else _git("rev-list", new, "--not", "--all").split()


def _objections(rule: dict[str, Any], old: str, new: str) -> Iterator[str]:
    """Yields what a rule has against a change of a branch, in GitHub's words."""
    if new == NOTHING:
        if rule["forbids_deletion"]:
            yield "Cannot delete this branch"
        return
    if old == NOTHING:
        if rule["forbids_creation"]:
            yield "Cannot create ref due to creations being restricted."
    elif rule["forbids_force_push"] and not _is_ancestor(old, new):
        yield "Cannot force-push to this branch"
    if rule["requires_pull_request"] and old != NOTHING:
        yield "Changes must be made through a pull request."
    if rule["requires_signatures"]:
        unsigned = [one for one in _new_commits(new) if not _is_signed(one)]
        if unsigned:
            found = f"Found {len(unsigned)} violation{'s' if len(unsigned) > 1 else ''}:"
            yield "\n".join(["Commits must have verified signatures.", found, "", *unsigned[:5]])


def _is_signed(commit: str) -> bool:
    head = _git("cat-file", "commit", commit).partition("\n\n")[0]
    return "\ngpgsig" in head


def _changed_workflow(new: str) -> str:
    """Returns a workflow file that the pushed commits create or change, ``""`` when none."""
    for commit in _new_commits(new):
        options = ("-r", "-m", "--root", "--no-commit-id", "--name-only", "--diff-filter=d")
        names = _git("diff-tree", *options, commit, "--", WORKFLOWS).splitlines()
        if names:
            return names[0].strip('"')
    return ""


def _refusal(push: dict[str, Any], old: str, new: str, name: str) -> tuple[str, list[str]]:
    """Returns why a reference is refused, and what is said about it; ``""`` when it is not."""
    if not push["may_write_workflows"] and (path := _changed_workflow(new)):
        return push["workflow_refusal"].format(path=path), []
    branch = name.removeprefix("refs/heads/")
    if branch == name:
        return "", []
    for rule in push["rules"]:
        is_for_all = push["login"] not in rule["bypass"]
        if not (is_for_all and fnmatch.fnmatchcase(branch, rule["pattern"])):
            continue
        objections = list(_objections(rule, old, new))
        if not objections:
            continue
        listed = [line for one in objections for line in ("", *f"- {one}".splitlines())]
        if rule["kind"] == "ruleset":
            head = [f"error: GH013: Repository rule violations found for {name}."]
            head.append(f"Review all repository rules at {push['url']}/rules?ref={name}")
            return "push declined due to repository rule violations", [*head, *listed, ""]
        head = [f"error: GH006: Protected branch update failed for {name}."]
        return "protected branch hook declined", [*head, *listed]
    return "", []


def main() -> int:
    """Refuses the push (1) when one of its references is refused."""
    push = json.loads(os.environ["FAKE_GITHUB_PUSH"])
    reasons: dict[str, str] = {}
    for line in sys.stdin:
        old, new, name = line.rstrip("\n").split(" ", 2)
        reason, words = _refusal(push, old, new, name)
        if reason:
            reasons[name] = reason
            print("\n".join(words), file=sys.stderr)
    Path(push["reasons"]).write_text(json.dumps(reasons), encoding="utf-8")
    return 1 if reasons else 0


if __name__ == "__main__":
    sys.exit(main())
