"""``healbot pr``: a session of this clone becomes a pull request, as the Action would make it."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from healbot.code_host import code_host, remotes_of
from healbot.core.attribution import BOT, Signature
from healbot.core.forge import Repository
from healbot.core.publication import Drafting, Published, PublishOptions
from healbot.core.remote_address import parse_remote
from healbot.ledger.checked_session import CheckedSession, check_session
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.remote import HEADS, Remote, is_ancestor
from healbot.publish_guard import examine_again
from healbot.publishing import Page, publish
from healbot.pull_request_page import PageWriter
from healbot.settings.config_file import read_config
from healbot.settings.model import Settings
from healbot.wiring import Project

if TYPE_CHECKING:
    from healbot.forge import GitHub


@dataclass(frozen=True)
class Wishes:
    """What was asked for on the command line."""

    repository: str | None = None
    """``owner/name``; ``None``: that of the remote ``origin``."""
    base: str | None = None
    draft: Drafting = "auto"
    squash: bool = False
    unhealed: bool = False
    allow_tests: bool = False
    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    team_reviewers: tuple[str, ...] = ()


def send(project: Project, branch: str, wishes: Wishes, settings: Settings) -> Published:
    """Pushes the session on `branch` and sees to its pull request; see `healbot.publishing`.

    The token and the addresses of the host come from the environment, never from a file.
    """
    plumbing = project.plumbing
    named = Repository.parse(wishes.repository) if wishes.repository else None
    host = code_host(named, "", remotes_of(plumbing), os.environ)
    checked = _checked(project, branch, settings)
    from healbot.forge.token_facts import token_facts

    with closing(host.open()) as forge:
        remote = Remote(forge.push_url, host.token)
        options = replace(
            _options(wishes, settings, f"{host.server_url}/{host.repository}"),
            base_branch=wishes.base or _base(plumbing, remote, forge, checked),
            starts_ci=token_facts(forge).starts_ci,
        )
        return publish(checked, plumbing.store, forge, remote, options, PageWriter())


def preview(project: Project, branch: str, wishes: Wishes, settings: Settings) -> tuple[str, Page]:
    """Returns the base branch and the page that `send` would make; asks nobody anything."""
    plumbing = project.plumbing
    origin = next(filter(None, map(parse_remote, remotes_of(plumbing).values())), None)
    repository = wishes.repository or (origin[1] if origin else "")
    checked = _checked(project, branch, settings)
    base = wishes.base or plumbing.branch or "main"
    address = f"{origin[0]}/{repository}" if origin else ""
    options = replace(_options(wishes, settings, address), base_branch=base)
    findings = examine_again(plumbing.store, checked, options)
    return base, PageWriter()(checked, branch, findings, options)


def settings_of(plumbing: Plumbing) -> Settings:
    """Returns the settings that hold for publishing from this repository."""
    from healbot.generation import GENERATORS
    from healbot.settings.resolution import resolve

    return resolve(read_config(plumbing), os.environ, {}, generators=GENERATORS)


def _checked(project: Project, branch: str, settings: Settings) -> CheckedSession:
    found = project.ledger.load(branch)
    identities = (BOT, Signature.of(settings.author.value).author)
    return check_session(project.plumbing.store, found.name, found.tip, identities)


def _options(wishes: Wishes, settings: Settings, repository_url: str) -> PublishOptions:
    return PublishOptions(
        base_branch="",
        labels=wishes.labels,
        reviewers=wishes.reviewers,
        team_reviewers=wishes.team_reviewers,
        draft=wishes.draft,
        squash=wishes.squash,
        unhealed=wishes.unhealed,
        signature=Signature.of(settings.author.value, settings.co_author.value),
        protected=settings.protected_paths.value,
        allow_tests=wishes.allow_tests,
        written=True,
        repository_url=repository_url,
    )


def _base(plumbing: Plumbing, remote: Remote, forge: GitHub, checked: CheckedSession) -> str:
    """Returns the branch to merge into: the default one, or the present one when that fits."""
    default = forge.facts().default_branch
    here = plumbing.branch
    if here is None or here == default:
        return default
    store = plumbing.store
    refs = remote.refs(store, HEADS + default, HEADS + here)
    remote.fetch(store, list(refs))
    for name in (default, here):
        tip = refs.get(HEADS + name)
        if tip and is_ancestor(store, checked.base, tip):
            return name
    return default
