"""What is said about each kind of token."""

from __future__ import annotations

from pathlib import Path

import pytest

from healbot.core.errors import EnvironmentProblem, ForgeUnusable
from healbot.forge import ActionsSettings, TokenKind, actions_settings, token_facts
from healbot.forge.token_kinds import kind_of
from tests.forge.stage import WRITES, Stage, stage
from tests.github import faults
from tests.github.state import Kind


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("ghs_x", TokenKind.INSTALLATION),
        ("ghu_x", TokenKind.APP_USER),
        ("ghp_x", TokenKind.CLASSIC),
        ("gho_x", TokenKind.OAUTH),
        ("github_pat_x", TokenKind.FINE_GRAINED),
        ("0123456789abcdef" * 2 + "01234567", TokenKind.CLASSIC),
        ("v1.0123", TokenKind.UNKNOWN),
        ("", TokenKind.UNKNOWN),
    ],
)
def test_kinds_by_their_first_letters(token: str, kind: TokenKind) -> None:
    assert kind_of(token) is kind


@pytest.mark.parametrize(
    ("kind", "found", "login", "starts_ci"),
    [
        ("actions", TokenKind.ACTIONS, "github-actions[bot]", False),
        ("app", TokenKind.APP, "healbot[bot]", True),
        ("classic", TokenKind.CLASSIC, "ada", True),
        ("fine-grained", TokenKind.FINE_GRAINED, "ada", True),
    ],
)
def test_what_it_is(here: Stage, kind: Kind, found: TokenKind, login: str, starts_ci: bool) -> None:
    facts = token_facts(here.forge(kind))
    assert (facts.kind, facts.login, facts.starts_ci) == (found, login, starts_ci)
    assert facts.cannot == ()
    assert bool(facts.ci_sentence) is not starts_ci
    assert here.fake.writes == [] or {call.operation for call in here.fake.writes} == {"graphql"}


def test_a_host_that_does_not_say_who_it_is(here: Stage) -> None:
    here.fake.fail("graphql", faults.Fault(404, b'{"message": "Not Found"}'))
    facts = token_facts(here.forge("actions"))
    assert (facts.kind, facts.login, facts.starts_ci) == (TokenKind.INSTALLATION, "", None)
    assert "not known" in facts.ci_sentence


def test_permissions_that_lack(tmp_path: Path) -> None:
    with stage(tmp_path, private=True) as here:
        facts = token_facts(here.forge("actions", {"contents": "write"}))
        assert facts.cannot == (
            "The token cannot read runs of workflows: it lacks `actions: read`.",
            "The token cannot read pull requests: it lacks `pull-requests: read`.",
        )
        facts = token_facts(here.forge("fine-grained", WRITES))
        assert facts.cannot == ()


def test_an_account_without_write_access(here: Stage) -> None:
    facts = token_facts(here.forge("classic", user="stranger"))
    assert facts.cannot == (
        "The token cannot push to ada/report: whoever it belongs to has no write access there.",
    )


def test_scopes_that_lack(here: Stage) -> None:
    facts = token_facts(here.forge("classic", scopes=("gist",)))
    assert any("lacks the scope `public_repo`" in sentence for sentence in facts.cannot)
    facts = token_facts(here.forge("classic", scopes=("gist", "public_repo")))
    assert facts.cannot == ()


def test_an_archived_repository(here: Stage) -> None:
    here.stored.archived = True
    facts = token_facts(here.forge("classic"))
    assert "ada/report is archived: nothing in it can be changed." in facts.cannot


def test_a_wrong_token_has_no_facts(here: Stage) -> None:
    with pytest.raises(ForgeUnusable, match="refuses the token"):
        token_facts(here.forge(secret="ghp_" + "x" * 36))


def test_a_host_that_fails_is_no_missing_permission(here: Stage) -> None:
    here.fake.fail("pulls/list", faults.server_error(), times=50)
    with pytest.raises(EnvironmentProblem):
        token_facts(here.forge())


def test_settings_of_actions_are_for_administrators(here: Stage) -> None:
    assert actions_settings(here.forge("actions")) is None
    admin = here.forge("fine-grained", {**WRITES, "administration": "read"})
    assert actions_settings(admin) == ActionsSettings(False, True)
    here.stored.actions_may_create_pulls = False
    here.stored.workflow_permissions = "write"
    assert actions_settings(admin) == ActionsSettings(True, False)
