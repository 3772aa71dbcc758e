from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.redaction import MASK, MIN_SECRET_LENGTH, Redactor

# Put together at run time, so that no secret scanner takes this file for a leak.
_LETTERS = "aB3dE6gH9jK2mN5pQ8sT" * 4
_BAR = "-" * 5


def _keys() -> dict[str, str]:
    begin, end = (f"{_BAR}{word} RSA PRIVATE KEY{_BAR}" for word in ("BEGIN", "END"))
    return {
        "anthropic": "sk" + "-ant-" + "api03-" + _LETTERS,
        "openai": "sk" + "-" + _LETTERS[:48],
        "openai project": "sk" + "-proj-" + _LETTERS,
        "github personal": "gh" + "p_" + _LETTERS[:36],
        "github app": "gh" + "s_" + _LETTERS[:36],
        "github fine": "github" + "_pat_" + _LETTERS,
        "gitlab": "gl" + "pat-" + _LETTERS[:20],
        "slack": "xo" + "xb-" + "123456789012-" + _LETTERS[:24],
        "aws": "AK" + "IA" + "ABCDEFGHIJKLMNOP",
        "google": "AI" + "za" + _LETTERS[:35],
        "pypi": "py" + "pi-" + _LETTERS,
        "jwt": "ey" + "J" + ".".join([_LETTERS[:20]] * 3),
        "private key": "\n".join([begin, _LETTERS, _LETTERS, end]),
        "private key cut off": begin + "\n" + _LETTERS,
        "private key without a kind": begin.replace("RSA ", "") + "\n" + _LETTERS,
    }


@pytest.mark.parametrize("name", _keys())
@pytest.mark.parametrize(
    "around", ["{}", "token={}", 'key = "{}"', "see {} there\n", "({})", "a\n{}\n"]
)
def test_text_of_the_shape_of_a_key_is_masked(name: str, around: str) -> None:
    key = _keys()[name]
    found = Redactor().redact(around.format(key))
    if "cut off" in name or "without a kind" in name:
        assert found == around[: around.index("{}")] + MASK
    else:
        assert found == around.format(MASK)


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("https://me:{}@host/x", f"https://{MASK}@host/x"),
        ("postgres://u:{}@db:5432/x", f"postgres://{MASK}@db:5432/x"),
        ("redis://:{}@cache:6379", f"redis://{MASK}@cache:6379"),
        ("https://me:a:{}@host", f"https://{MASK}@host"),
    ],
)
def test_passwords_in_addresses_are_masked(url: str, masked: str) -> None:
    assert Redactor().redact(url.format("pa55" + "word")) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "KeyError: 'total'",
        "https://docs.python.org/3/library/os.html?x=1:2@3",
        "http://localhost:8080/x",
        "see https://host:80 or mail me@host",
        "task-based-scheduling-of-things-in-python",
        "sk-learn",
        "ghp_short",
        "AKIAshort",
        "0123456789abcdef0123456789abcdef01234567",
        "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nabc",
        "eyJust.a.word",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert Redactor(["unrelated-secret"]).redact(text) == text


def test_exact_values_are_masked_wherever_they_stand() -> None:
    redactor = Redactor(["hunter2hunter2", "pässwörter", "a.b*c[d]"])
    assert redactor.redact("xhunter2hunter2x hunter2hunter2") == f"x{MASK}x {MASK}"
    assert redactor.redact("pässwörter, a.b*c[d], aXbYc[d]") == f"{MASK}, {MASK}, aXbYc[d]"


def test_the_longer_of_two_secrets_is_masked_whole() -> None:
    assert Redactor(["secret", "secret-and-more"]).redact("secret-and-more") == MASK
    assert Redactor(["secret-and-more", "secret"]).redact("secret, secret-and") == (
        f"{MASK}, {MASK}-and"
    )


def test_short_and_empty_values_are_no_secrets() -> None:
    redactor = Redactor(["", "1", "x" * (MIN_SECRET_LENGTH - 1)])
    assert redactor.redact("1 " + "x" * (MIN_SECRET_LENGTH - 1)) == "1 xxxxx"
    assert Redactor(["x" * MIN_SECRET_LENGTH]).redact("x" * MIN_SECRET_LENGTH) == MASK


@given(
    st.lists(
        st.text(st.characters(exclude_characters="*"), min_size=MIN_SECRET_LENGTH), max_size=4
    ),
    st.lists(st.text(max_size=6), max_size=6),
)
@settings(deadline=None, max_examples=80)
def test_no_secret_is_left_and_masking_twice_changes_nothing(
    secrets: list[str], words: list[str]
) -> None:
    text = "".join(word + secret for word, secret in zip(words, secrets * 6, strict=False))
    redactor = Redactor(secrets)
    found = redactor.redact(text)
    assert not any(secret in found for secret in secrets)
    assert redactor.redact(found) == found


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    ["sk-", "sk-ant-", "ghp_", "://", "://a:", "://a:b", ":", "eyJ", "eyJabcdefghij.",
     f"{_BAR}BEGIN ", f"{_BAR}BEGIN PRIVATE KEY{_BAR}", "A", "A ", "-", "x", "gh", "://:"],
)  # fmt: skip
def test_a_megabyte_of_hostile_text_is_redacted_in_reasonable_time(piece: str) -> None:
    Redactor(["a secret value"]).redact(piece * (1024 * 1024 // len(piece)))
