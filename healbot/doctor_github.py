"""``healbot doctor --github``: may healbot work in this repository, and what would it have done?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from healbot.code_host import code_host, remotes_of
from healbot.core.branch_names import is_own_branch
from healbot.core.errors import ForgeUnusable, UsageError
from healbot.core.forge import Repository, RepositoryFacts
from healbot.core.workflow_text import (
    WorkflowText,
    follows_template,
    healbots_workflow,
    names_shown,
)
from healbot.doctor_replay import Replayer
from healbot.init_detection import own_action
from healbot.init_workflow import COMMENTS_FILE, HEAL_FILE
from healbot.ledger.plumbing import Plumbing
from healbot.reports.replay import Replay
from healbot.reports.summary import Finding

if TYPE_CHECKING:
    from healbot.forge import GitHub

_EXAMPLE = "healbot/doctor-00000000"
"""A branch as healbot makes them; it need not be there."""
_REFUSING = {
    "creation": "no branch may be created",
    "update": "no branch may be updated",
    "pull_request": "changes must come through a pull request",
    "required_signatures": "commits must be signed, and healbot's are not",
    "required_status_checks": "status checks must have passed before a push",
    "required_deployments": "deployments must have succeeded before a push",
    "required_linear_history": "",
    "branch_name_pattern": "names of branches must follow a pattern",
    "commit_message_pattern": "messages of commits must follow a pattern",
    "commit_author_email_pattern": "authors must have certain e-mail addresses",
    "committer_email_pattern": "committers must have certain e-mail addresses",
    "file_path_restriction": "some files may not be pushed",
}
"""Rules of GitHub's rulesets that a push to a new healbot/… branch may run into."""
_PATTERNS = frozenset(name for name in _REFUSING if name.endswith(("_pattern", "_restriction")))
_ACTIONS_SETTINGS = "Settings > Actions > General"


@dataclass(frozen=True)
class Examination:
    """What was found out about a repository on GitHub."""

    repository: Repository
    findings: tuple[Finding, ...]
    replay: Replay | None
    """``None`` when the token may not read runs of workflows."""


def examine(
    plumbing: Plumbing,
    named: Repository | None,
    environ: Mapping[str, str],
    say: Callable[[str], None] = lambda text: None,
) -> Examination:
    """Returns what was found about `named`, or about the repository of ``origin``.

    Only reads. Raises `UsageError` when no repository is known, `ForgeUnusable` without a token
    that may read it, `healbot.core.errors.EnvironmentProblem` when the host does not answer.
    """
    forge = code_host(named, "", remotes_of(plumbing), environ).open()
    try:
        say("looking at the repository")
        findings = [_repository(forge, forge.facts()), *_token(forge)]
        workflows, unseen = _workflows(forge)
        findings += [*_settings(forge, workflows), _rules(forge)]
        findings += [unseen] if unseen else _workflow_findings(workflows)
        try:
            replay = _replayer(forge, workflows, say).replay()
        except ForgeUnusable as error:
            findings.append(Finding("note", "runs", error.message, error.hint))
            replay = None
        return Examination(forge.repository, tuple(findings), replay)
    finally:
        forge.close()


def _repository(forge: GitHub, facts: RepositoryFacts) -> Finding:
    what = [
        "private" if facts.is_private else "public",
        *(["a fork"] if facts.is_fork else []),
        f"default branch {facts.default_branch}",
    ]
    if facts.is_archived:
        text = f"{forge.repository} is archived; nothing in it can be changed"
        return Finding("problem", "repository", text, "Unarchive it.")
    return Finding("ok", "repository", f"{forge.repository}: {', '.join(what)}")


def _token(forge: GitHub) -> Iterator[Finding]:
    from healbot.forge import token_facts

    facts = token_facts(forge)
    whose = f" of {facts.login}" if facts.login else ""
    yield Finding("ok", "token", f"{facts.kind.value}{whose}, for this look")
    for sentence in facts.cannot:
        yield Finding(
            "note",
            "token",
            sentence,
            "Matters when healbot pr uses this token; the workflow has one of its own.",
        )


def _settings(forge: GitHub, workflows: Sequence[WorkflowText]) -> Iterator[Finding]:
    from healbot.forge import actions_settings
    from healbot.forge.inspection import actions_enabled

    if actions_enabled(forge) is False:
        text = "GitHub Actions is switched off in this repository"
        yield Finding("problem", "actions", text, f"{_ACTIONS_SETTINGS} > Actions permissions.")
    settings = actions_settings(forge)
    if settings is None:
        yield Finding(
            "note",
            "actions",
            "whether workflows may open pull requests is shown to administrators only",
            f"Look yourself: {_ACTIONS_SETTINGS} > Workflow permissions.",
        )
        return
    if settings.may_open_pull_requests:
        yield Finding("ok", "actions", "workflows may open pull requests")
    else:
        own_token = any(workflow.has_token for workflow in workflows)
        yield Finding(
            "note" if own_token else "problem",
            "actions",
            "workflows may not open pull requests with GITHUB_TOKEN",
            f"{_ACTIONS_SETTINGS} > Allow GitHub Actions to create and approve pull requests.",
        )
    if settings.writes_by_default:
        yield Finding(
            "note",
            "actions",
            "GITHUB_TOKEN may write wherever a workflow does not say what it may do",
            f"healbot's workflows say it; for the others: {_ACTIONS_SETTINGS} > Read repository "
            "contents.",
        )
    else:
        yield Finding("ok", "actions", "GITHUB_TOKEN may only read unless a workflow says more")


def _rules(forge: GitHub) -> Finding:
    from healbot.forge.inspection import protected_branches, rules_for

    own = [name for name in protected_branches(forge) if is_own_branch(name)]
    if own:
        return Finding(
            "problem",
            "branches",
            f"branches of healbot's own are protected: {names_shown(own)}",
            "Settings > Branches: let no pattern hold for healbot/**.",
        )
    kinds = rules_for(forge, _EXAMPLE)
    if kinds is None:
        text = "the rules for healbot/… branches may not be read with this token"
        return Finding("note", "branches", text, "Look yourself: Settings > Rules.")
    hit = [kind for kind in kinds if _REFUSING.get(kind)]
    if not hit:
        return Finding("ok", "branches", "no rule of a ruleset stands against healbot/… branches")
    said = "; ".join(_REFUSING[kind] for kind in hit)
    return Finding(
        "note" if all(kind in _PATTERNS for kind in hit) else "problem",
        "branches",
        f"on healbot/…: {said}",
        "Settings > Rules: leave healbot/** out, or let the bot that pushes bypass it.",
    )


# ---- workflows -----------------------------------------------------------------------------


def _workflows(forge: GitHub) -> tuple[tuple[WorkflowText, ...], Finding | None]:
    """Returns the workflows on the default branch that use healbot, or why they are not seen."""
    from healbot.forge.inspection import text_of, workflow_paths

    found = []
    try:
        for path in dict.fromkeys((HEAL_FILE, COMMENTS_FILE, *workflow_paths(forge))):
            if not path.startswith(".github/workflows/"):
                continue  # GitHub's own, such as that of Dependabot
            text = text_of(forge, path)
            workflow = healbots_workflow(path, text) if text else None
            if workflow is not None:
                found.append(workflow)
    except ForgeUnusable as error:
        return (), Finding("note", "workflow", error.message, error.hint)
    return tuple(found), None


def _replayer(
    forge: GitHub, workflows: Sequence[WorkflowText], say: Callable[[str], None]
) -> Replayer:
    heals = [workflow for workflow in workflows if "heal" in workflow.modes]
    return Replayer(forge, _watched(heals), any(w.secrets for w in heals), say=say)


def _workflow_findings(workflows: Sequence[WorkflowText]) -> Iterator[Finding]:
    heals = [workflow for workflow in workflows if "heal" in workflow.modes]
    if not heals:
        yield Finding(
            "problem",
            "workflow",
            "no workflow of healbot on the default branch: nothing is healed by itself",
            "healbot init writes one; commit and push it.",
        )
        return
    for workflow in workflows:
        yield _version(workflow)
    yield from _publishing(workflows)
    secrets = sorted({name for workflow in workflows for name in workflow.secrets})
    if secrets:
        yield Finding(
            "note",
            "secrets",
            f"the workflows name {names_shown(secrets)}; without a key of a model healbot uses "
            "its embedded generators only",
            "Only GitHub shows which are set: gh secret list, and gh secret list --env healbot.",
        )


def _version(workflow: WorkflowText) -> Finding:
    topic, name = "workflow", f"{workflow.path} ({workflow.name})"
    if not workflow.is_pinned:
        return Finding(
            "note",
            topic,
            f"{name} uses healbot by a name that can be moved: {names_shown(workflow.references)}",
            "Name the full commit: healbot init --print shows how.",
        )
    templates = (files("healbot.workflow_templates") / f"{kind}.yml" for kind in _TEMPLATES)
    if not any(follows_template(workflow.text, item.read_text("utf-8")) for item in templates):
        return Finding(
            "note",
            topic,
            f"{name} was changed, or comes from another version of healbot",
            "Compare it with what healbot init --print writes.",
        )
    present = _present_reference()
    if present and any(reference != present for reference in workflow.references):
        return Finding(
            "note",
            topic,
            f"{name} runs healbot at {workflow.references[0][:10]}, this one is {present[:10]}",
            f"Put {present} in its place where you want the same.",
        )
    return Finding("ok", topic, f"{name} is as this healbot writes it")


_TEMPLATES = ("heal", "workflow_run", "comments")


def _present_reference() -> str:
    """Returns the commit of this healbot, ``""`` when it is not known."""
    try:
        return own_action().partition(" ")[0].rpartition("@")[2]
    except UsageError:
        return ""


def _publishing(workflows: Sequence[WorkflowText]) -> Iterator[Finding]:
    publishing = [w for w in workflows if {"publish", "both"} & set(w.modes)]
    if not any(workflow.may_write for workflow in publishing):
        yield Finding(
            "problem",
            "workflow",
            "no job of healbot's workflows may push and open pull requests",
            "The job that publishes needs contents: write and pull-requests: write.",
        )
    if any(workflow.has_token for workflow in publishing):
        yield Finding("ok", "ci", "pull requests are opened with a token of your own: CI starts")
    else:
        yield Finding(
            "note",
            "ci",
            "pull requests are opened with GITHUB_TOKEN: CI waits on them until somebody with "
            "write access approves it",
            "For CI that starts by itself give the step that publishes a token of a GitHub App.",
        )


def _watched(heals: Sequence[WorkflowText]) -> frozenset[str] | None:
    """Returns the workflows that are looked after; ``None``, that is all, before there is one."""
    names = (w.watched if w.watched is not None else (w.name,) for w in heals)
    return frozenset(name for group in names for name in group) if heals else None
