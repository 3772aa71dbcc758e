"""What each failure of a call becomes: its class, its words, its hint, its exit code."""

from __future__ import annotations

import socket
import ssl
from typing import Any

import pytest
import requests
import urllib3
from github import BadAttributeException, GithubException
from github.Requester import Requester
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.errors import EnvironmentProblem, ExitCode, ForgeUnusable
from healbot.forge import calls
from healbot.forge.calls import Call
from healbot.forge.faults import Effect, Fault, Scene, Unreadable, of_exception

JOB = "ghs_" + "j" * 36
CLASSIC = "ghp_" + "c" * 36
FINE = "github_pat_" + "f" * 60
NOW = 1_800_000_000.0


def fault(error: BaseException, call: Call | None = None, token: str = JOB) -> Fault:
    scene = Scene("GitHub", "ada/report", token, lambda: NOW)
    return of_exception(error, call or calls.create_pull_request(), scene)


def answered(status: int, data: Any, **headers: str) -> GithubException:
    """What PyGithub raises for an answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Requester.createException(status, named, data)


def says(text: str) -> dict[str, str]:
    return {"message": text, "documentation_url": "https://docs.github.com/rest"}


REFUSED = [
    (answered(401, says("Bad credentials")), "refuses the token (401).", "expired"),
    (answered(401, says("Requires authentication")), "refuses the token (401).", "GITHUB_TOKEN"),
    (
        answered(403, says("Resource not accessible by integration")),
        "The token may not open a pull request in ada/report (403).",
        "Write `pull-requests: write` under `permissions:`",
    ),
    (
        answered(403, says("Must have admin rights to Repository.")),
        "The token may not open a pull request in ada/report (403).",
        "`pull-requests: write`",
    ),
    (
        answered(
            403,
            says("GitHub Actions is not permitted to create or approve pull requests."),
        ),
        "GitHub Actions may not open pull requests in ada/report.",
        "Settings > Actions > General",
    ),
    (
        answered(403, says("Repository was archived so is read-only.")),
        "ada/report is archived",
        "Unarchive",
    ),
    (
        answered(
            403,
            says("Resource protected by organization SAML enforcement."),
            x_github_sso="required; url=https://github.com/orgs/x/sso?authorization_request=A",
        ),
        "demands single sign-on",
        "Configure SSO",
    ),
    (
        answered(
            403,
            says(
                "Although you appear to have the correct authorization credentials, the `ada` "
                "organization has an IP allow list enabled"
            ),
        ),
        "only some addresses",
        "IP allow list",
    ),
    (
        answered(403, says("Sorry. Your account was suspended")),
        "its account or its app is suspended",
        "administrator",
    ),
    (answered(404, says("Not Found")), "shows this token no repository ada/report", "private"),
    (answered(410, says("Issues are disabled for this repo")), "(410). It says: Issues", ""),
    (answered(451, says("Repository access blocked")), "is blocked (451)", ""),
    (
        answered(
            422, {**says("Validation Failed"), "errors": [{"field": "state", "code": "invalid"}]}
        ),
        "refuses to open a pull request in ada/report (422): Validation Failed: state is invalid",
        "",
    ),
    (
        answered(
            422,
            {
                **says("Validation Failed"),
                "errors": [{"message": "No commits between main and healbot/x"}],
            },
        ),
        "the branch has no commit that the base lacks",
        "merged",
    ),
    (
        answered(422, says("Draft pull requests are not supported in this repository.")),
        "cannot have draft pull requests",
        "drafts off",
    ),
    (answered(418, says("tea")), "refuses to open a pull request in ada/report (418): tea", ""),
]


@pytest.mark.parametrize(("error", "message", "hint"), REFUSED)
def test_refusals(error: GithubException, message: str, hint: str) -> None:
    got = fault(error)
    assert isinstance(got.error, ForgeUnusable)
    assert got.error.exit_code is ExitCode.FORGE_UNUSABLE
    assert got.effect is Effect.NONE
    assert message in got.error.message
    assert hint in got.error.hint


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (JOB, "under `permissions:` of the workflow's job"),
        (FINE, "Give the token the repository permissions `pull-requests: write`"),
        (CLASSIC, "scope `repo`"),
    ],
)
def test_the_hint_fits_the_kind_of_token(token: str, words: str) -> None:
    got = fault(answered(403, says("Resource not accessible by integration")), token=token)
    assert words in got.error.hint


LIMITED = [
    (
        answered(
            403,
            says("API rate limit exceeded"),
            x_ratelimit_remaining="0",
            x_ratelimit_reset=str(int(NOW) + 719),
        ),
        720,
        "Try again in 12 minutes, after 08:12 UTC",
    ),
    (answered(429, says("slow down"), retry_after="40"), 40, "Try again in 40 seconds"),
    (answered(403, says("You have exceeded a secondary rate limit.")), 60, "60 seconds"),
    (answered(429, {"data": "<html>busy</html>"}), 60, "60 seconds"),
    (
        answered(400, {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}),
        60,
        "60 seconds",
    ),
]


@pytest.mark.parametrize(("error", "wait", "hint"), LIMITED)
def test_rate_limits(error: GithubException, wait: float, hint: str) -> None:
    got = fault(error)
    assert isinstance(got.error, EnvironmentProblem)
    assert (got.effect, got.wait) == (Effect.LIMITED, wait)
    assert hint in got.error.hint


def network(error: Exception) -> requests.RequestException:
    """Wrapped as requests wraps what urllib3 raises."""
    pool = urllib3.HTTPSConnectionPool("api.github.com")
    return requests.ConnectionError(urllib3.exceptions.MaxRetryError(pool, "/x", error))


LOST: list[tuple[BaseException, str]] = [
    (answered(500, says("Server Error")), "GitHub failed to open a pull request (500)."),
    (answered(502, {"data": "<html>Unicorn!</html>"}), "(502)"),
    (answered(503, None), "(503)"),
    (answered(403, {"data": "<html>blocked by proxy</html>"}), "page of its own (403)"),
    (answered(404, {"data": "<html>nothing</html>"}), "page of its own (404)"),
    (answered(401, None), "page of its own (401)"),
    (GithubException(403, b"<html>", {}), "page of its own (403)"),
    (requests.ConnectTimeout(), "cannot be reached"),
    (requests.ReadTimeout(), "did not answer in time"),
    (requests.exceptions.SSLError(ssl.SSLError("bad")), "The secure connection to GitHub broke"),
    (requests.exceptions.ProxyError(), "The proxy"),
    (requests.exceptions.ChunkedEncodingError(), "broke"),
    (requests.ConnectionError(ConnectionResetError(104, "reset")), "broke"),
    (network(urllib3.exceptions.NewConnectionError(None, "refused")), "cannot be reached"),  # type: ignore[arg-type]
    (
        network(urllib3.exceptions.NameResolutionError("x", None, socket.gaierror(-2, "y"))),  # type: ignore[arg-type]
        "its name is not known here",
    ),
    (ValueError("Expecting value: line 1"), "cannot make sense of what GitHub answered"),
    (BadAttributeException(5, (str, str), None), "cannot make sense"),
    (Unreadable("a run's commit"), "GitHub answered without a run's commit."),
]


@pytest.mark.parametrize(("error", "message"), LOST)
def test_lost_answers(error: BaseException, message: str) -> None:
    got = fault(error)
    assert isinstance(got.error, EnvironmentProblem)
    assert got.error.exit_code is ExitCode.ENVIRONMENT
    assert got.effect is Effect.UNKNOWN
    assert message in got.error.message
    assert got.error.hint


def test_a_wrong_certificate_stops_before_anything_is_sent() -> None:
    got = fault(requests.exceptions.SSLError(ssl.SSLCertVerificationError("self-signed")))
    assert "no secure connection" in got.error.message
    assert got.effect is Effect.NONE


def test_a_classic_token_without_scopes_is_told_so() -> None:
    refused = answered(404, says("Not Found"), x_oauth_scopes="gist, read:org")
    assert "scope `repo`" in fault(refused, calls.update_comment(5), CLASSIC).error.hint
    assert "scope `repo`" in fault(refused, token=CLASSIC).error.hint
    other = answered(404, says("Not Found"), x_oauth_scopes="repo, gist")
    assert "scope" not in fault(other, token=CLASSIC).error.hint
    assert "scope" not in fault(refused, token=FINE).error.hint


def test_a_scene_is_printed_without_its_token() -> None:
    assert JOB not in repr(Scene("GitHub", "ada/report", JOB, lambda: NOW))


def test_what_exists_already_may_be_what_was_sent() -> None:
    errors = [{"message": "A pull request already exists for ada:healbot/a."}]
    got = fault(answered(422, {**says("Validation Failed"), "errors": errors}))
    assert isinstance(got.error, ForgeUnusable)
    assert got.effect is Effect.UNKNOWN


def test_maintenance_says_how_long_it_takes() -> None:
    assert fault(answered(503, says("maintenance"), retry_after="20")).wait == 20


def test_the_query_language_has_its_own_errors() -> None:
    call = calls.set_draft(5)
    forbidden = {
        "errors": [{"type": "FORBIDDEN", "message": "Resource not accessible by integration"}]
    }
    got = fault(answered(400, forbidden), call)
    assert "may not change whether a pull request is a draft" in got.error.message
    assert "`pull-requests: write` and `contents: write`" in got.error.hint
    missing = {"errors": [{"type": "NOT_FOUND", "message": "Could not resolve to a node"}]}
    got = fault(answered(400, missing), call)
    assert "has no pull request 5" in got.error.message
    other = {"errors": [{"type": "STRANGE", "message": "no such field"}]}
    assert "no such field" in fault(answered(400, other), call).error.message


def test_no_token_and_no_terminal_codes_in_what_is_shown() -> None:
    said = f"token {JOB} \x1b[31mred\x1b[0m\n::error::x\u202e" + "long " * 200
    got = fault(answered(422, says(said)))
    assert JOB not in got.error.message
    assert "***" in got.error.message
    assert got.error.message.isprintable()
    assert len(got.error.message) < 450


def test_names_with_braces_are_only_names() -> None:
    got = fault(answered(404, says("Not Found")), calls.read_log("{x} {0.__class__}"))
    assert "{0.__class__}" in got.error.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["message", "errors", "type", "field", "code", "data"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
HEADERS = st.dictionaries(
    st.sampled_from(
        ["retry-after", "x-ratelimit-reset", "x-ratelimit-remaining", "date", "x-github-sso"]
    ),
    st.text(max_size=20) | st.integers().map(str),
    max_size=4,
)


@given(st.integers(300, 599), JSON, HEADERS)
def test_any_answer_becomes_a_sentence(status: int, data: Any, headers: dict[str, str]) -> None:
    got = fault(GithubException(status, data, headers))
    assert isinstance(got.error, ForgeUnusable | EnvironmentProblem)
    assert got.error.message.isprintable()
    assert len(got.error.message) < 600
    assert got.wait is None or got.wait >= 0
    assert (got.effect is Effect.LIMITED) <= (got.wait is not None)


@pytest.mark.parametrize(
    "data", [None, [], {}, {"message": 5}, {"errors": 5}, {"errors": [5, None]}]
)
def test_errors_of_any_shape_have_words(data: Any) -> None:
    for status in (400, 401, 403, 404, 409, 422, 429, 500):
        got = fault(GithubException(status, data, {}))
        assert got.error.message.endswith((".", "reason"))
