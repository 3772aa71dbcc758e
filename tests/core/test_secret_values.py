from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.randomness import looks_random
from healbot.core.secret_values import is_clearly_secret, looks_secret, secret_values

VALUE = "a8Fk29xLqP03"


@pytest.mark.parametrize(
    "name",
    ["ANTHROPIC_API_KEY", "GITHUB_TOKEN", "githubToken", "DB_PASSWORD", "PGPASSWORD", "MYSQL_PWD",
     "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "SENTRY_DSN", "NPM_AUTH", "SESSION_COOKIE",
     "SERVICE_CREDENTIALS", "passwd", "apikey", "PRIVATE_KEY", "CI_JOB_JWT", "SLACK_WEBHOOK",
     "HTTP_AUTHORIZATION", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
)  # fmt: skip
def test_values_of_secret_names_are_secrets(name: str) -> None:
    assert looks_secret(name)
    assert secret_values({name: VALUE}) == (VALUE,)


@pytest.mark.parametrize(
    "name",
    ["PATH", "HOME", "PWD", "OLDPWD", "KEYBOARD", "MONKEY", "AUTHOR", "GIT_AUTHOR_NAME", "COMPASS",
     "SSH_AUTH_SOCK", "SSL_KEY_FILE", "TOKEN_TYPE", "PASSWORD_HASH_ALGORITHM", "KEY_PATH",
     "TOKEN_TTL", "PASSENGER", "LANG", "", "_", "123"],
)  # fmt: skip
def test_values_of_other_names_are_not(name: str) -> None:
    assert not looks_secret(name)
    assert secret_values({name: VALUE}) == ()


@pytest.mark.parametrize(
    "value",
    ["", "1", "true", "False", "none", "12345", "20261102", "ada", "Ada", "basic", "Bearer",
     "/etc/ssl/private/server.key", "~/.ssh/id_rsa", "./secrets/token", "C:\\keys\\a.pem",
     "aaaaaaaaaa", "password"],
)  # fmt: skip
def test_common_values_are_not_secrets(value: str) -> None:
    assert secret_values({"API_TOKEN": value, "USER": "ada"}) == ()


def test_values_are_sorted_and_each_is_there_once() -> None:
    environ = {
        "B_TOKEN": "zzyyxx11",
        "A_TOKEN": "aabbcc22",
        "C_KEY": "zzyyxx11\n",
        "X": "free-text",
    }
    assert secret_values(environ) == ("aabbcc22", "zzyyxx11")


def test_random_values_that_begin_like_a_path_are_secrets() -> None:
    assert secret_values({"KEY": "/a8Fk29xLqP03+zz81"}) == ("/a8Fk29xLqP03+zz81",)


def test_the_password_in_an_address_is_a_secret_whatever_the_name() -> None:
    assert secret_values({"DATABASE_URL": "postgres://ada:tea4two2@db/x"}) == ("tea4two2",)
    assert secret_values({"DATABASE_URL": "postgres://ada@db:5432/x"}) == ()


@pytest.mark.parametrize(
    ("name", "clearly"),
    [("password", True), ("self.db_password", True), ("apiKey", True), ("api_key", True),
     ("private_key_id", True), ("client_secret", True), ("key", False), ("cache_key", False),
     ("auth", False), ("public_key_token", False), ("token_type", False), ("", False)],
)  # fmt: skip
def test_some_names_say_it_clearly(name: str, clearly: bool) -> None:
    assert is_clearly_secret(name) == clearly


@pytest.mark.parametrize(
    ("value", "random"),
    [(VALUE, True), ("0a1b2c3d4e5f60718293a4b5c6d7e8f9", True), ("wJalrXUtnFEMI/K7MDENG/bP2", True),
     ("example-key-12345", False), ("MySecretTokenValueName", False), ("correct horse 1 2", False),
     ("DATABASE_PASSWORD_2", False), ("1234567890123456", False), ("", False), ("a1b2", False),
     ("a1a1a1a1a1a1a1a1", False), ("https://example.invalid/a1/b2", False)],
)  # fmt: skip
def test_keys_look_random_and_words_do_not(value: str, random: bool) -> None:
    assert looks_random(value) == random


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=30), max_size=5))
def test_any_environment_has_secrets_or_none(environ: dict[str, str]) -> None:
    found = secret_values(environ)
    assert list(found) == sorted(set(found))
    assert all(any(secret in value for value in environ.values()) for secret in found)
