from __future__ import annotations

import argparse
import base64
import hmac
import json
import smtplib
import urllib.request
from http import server
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import healbot
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
        "gemini, newer": "AQ" + "." + _LETTERS,
        "hugging face": "hf" + "_" + _LETTERS[:34],
        "groq": "gs" + "k_" + _LETTERS[:52],
        "stripe": "sk" + "_live_" + _LETTERS[:24],
        "stripe restricted": "rk" + "_test_" + _LETTERS[:24],
        "stripe webhook": "wh" + "sec_" + _LETTERS[:32],
        "npm": "np" + "m_" + _LETTERS[:36],
        "sendgrid": "SG" + "." + _LETTERS[:22] + "." + _LETTERS[:43],
        "twilio key": "S" + "K" + "0123456789abcdef" * 2,
        "twilio account": "A" + "C" + "0123456789abcdef" * 2,
        "gitlab runner": "gl" + "rt-" + _LETTERS[:20],
        "google oauth": "GO" + "CSPX-" + _LETTERS[:28],
        "vault": "hv" + "s." + _LETTERS,
        "shopify": "sh" + "pat_" + "0123456789abcdef" * 2,
        "mailgun": "ke" + "y-" + "0123456789abcdef" * 2,
        "age": "AGE-SECRET" + "-KEY-1" + _LETTERS.upper(),
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
    masked = "\n".join([MASK] * (key.count("\n") + 1))
    assert Redactor().redact(around.format(key)) == around.format(masked)


_HASH = "Zm9vYmFy" * 10 + "bA8x2Q9zXw=="


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("AccountName=x;AccountKey={};Suffix=y", _HASH),
        ("Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey={}", _HASH),
        ("https://x.blob.invalid/c?sv=2020&sig={}&se=1", _HASH.replace("=", "%3D")),
        ("https://hooks.slack.com/services/{}", "T00000000/B00000000/" + _LETTERS[:24]),
        ("Authorization: Basic {}", "dXNlcjpwYXNzd29yZA=="),
        ("authorization: token {}", _LETTERS[:20]),
        ("curl -H 'Authorization: Bearer {}' x", _LETTERS[:40]),
        ("bearer {}", _LETTERS[:40]),
        ("abc8" + "8Q~{}", ""),
        ('password = "{}"', "a8Fk29xLqP03"),
        ("self.db_password = '{}'", "a8Fk29xLqP03"),
        ('{{"private_key_id": "{}"}}', "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"),
        ('os.environ["API_KEY"] = "{}"', "a8Fk29xLqP03"),
        ('api_key: str = "{}"', "a8Fk29xLqP03"),
        ("connect(passwd='{}')", "a8Fk29xLqP03"),
        ("export API_TOKEN={}\n", "a8Fk29xLqP03"),
        ("  client_secret: {}\n", "a8Fk29xLqP03"),
    ],
)
def test_what_is_given_as_a_secret_is_masked_alone(text: str, kept: str) -> None:
    if kept:
        assert Redactor().redact(text.format(kept)) == text.format(MASK)


@pytest.mark.parametrize(
    "code",
    [
        'password = "correct horse"',
        'password = "password"',
        'PASSWORD_FIELD = "password-input-2"',
        'token = "test-token"',
        "token = next(tokens)",
        'cache_key = "a8Fk29xLqP03"',
        'key = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"',
        'digest = "d41d8cd98f00b204e9800998ecf8427e"',
        'password = os.environ["DATABASE_PASSWORD_2"]',
        "secret_name: DatabaseSecretV2Name\n",
        'public_key_token = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"',
        'PROXY = "http://{user}:{password}@{host}"',
        'PROXY = "http://user:password@host"',
        f'if text.startswith("{_BAR}BEGIN RSA PRIVATE KEY{_BAR}"):\n    return load(text)\n',
        f'START = "{_BAR}BEGIN PRIVATE KEY{_BAR}"\nEND = "{_BAR}END PRIVATE KEY{_BAR}"\n',
        "authorization = self.headers.get_all_of_them('x')",
        "The bearer authentication scheme",
    ],
)
def test_ordinary_code_stays(code: str) -> None:
    assert Redactor().redact(code) == code


def test_real_sources_stay() -> None:
    sources = sorted(Path(healbot.__file__).parent.rglob("*.py"))
    modules = (argparse, base64, hmac, json, smtplib, urllib.request, server)
    sources += [Path(str(module.__file__)) for module in modules]
    redactor = Redactor(["tr0ub4dor&3"])
    for source in sources:
        text = source.read_text(encoding="utf-8")
        assert redactor.redact(text) == text, source


def test_a_private_key_whose_beginning_is_missing_is_masked() -> None:
    end = f"{_BAR}END RSA PRIVATE KEY{_BAR}"
    text = f"an ordinary line\n{_LETTERS[:64]}\n{_LETTERS[:20]}==\n{end}\nafter\n"
    assert Redactor().redact(text) == f"an ordinary line\n{MASK}\n{MASK}\n{MASK}\nafter\n"
    escaped = json.dumps(text)
    assert Redactor().redact(escaped) == f'"an ordinary line\\n{MASK}\\nafter\\n"'


def test_the_private_key_of_a_service_account_is_masked() -> None:
    key = _keys()["private key"]
    text = json.dumps({"type": "service_account", "private_key": key + "\n", "client_id": "1"})
    found = json.loads(Redactor().redact(text))
    assert found == {
        "type": "service_account", "private_key": MASK + "\n", "client_id": "1"
    }  # fmt: skip


_SECRET = st.text(st.characters(exclude_characters="*", codec="utf-8"), min_size=8, max_size=40)
_AROUND = st.binary(max_size=12)


@given(_SECRET, _AROUND, _AROUND, st.booleans(), st.booleans())
@settings(deadline=None, max_examples=200)
def test_secrets_in_base64_are_masked_wherever_they_stand(
    secret: str, before: bytes, after: bytes, url_safe: bool, padded: bool
) -> None:
    data = before + secret.encode() + after
    text = (base64.urlsafe_b64encode if url_safe else base64.b64encode)(data).decode()
    text = text if padded else text.rstrip("=")
    first = -(-8 * len(before) // 6)  # the characters whose bits are all of the secret
    last = 8 * (len(before) + len(secret.encode())) // 6
    found = Redactor([secret]).redact(f"<{text}>")
    assert MASK in found
    assert text[first:last] not in found
    if not after:
        assert found.endswith(f"{MASK}>")


@given(_SECRET)
@settings(deadline=None, max_examples=200)
def test_secrets_are_masked_in_addresses_and_strings(secret: str) -> None:
    redactor = Redactor([secret])
    for text in (
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        quote(secret, safe="").lower() if secret == secret.lower() else secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(secret)[1:-1].replace("/", "\\/"),
        repr(secret)[1:-1],
    ):
        assert redactor.redact(f"<{text}>") == f"<{_mask_for(text)}>"


def _mask_for(text: str) -> str:
    return "\n".join([MASK] * (text.count("\n") + 1))


def test_each_line_of_a_long_secret_is_one() -> None:
    secret = f"first-line-of-a-key\n{_LETTERS}\nend"
    found = Redactor([secret]).redact(f"1: {_LETTERS}\n2: first-line-of-a-key, end")
    assert found == f"1: {MASK}\n2: {MASK}, end"


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


@given(st.text(), st.lists(st.text(min_size=MIN_SECRET_LENGTH), max_size=3))
@settings(deadline=None, max_examples=100)
def test_the_number_of_lines_stays(text: str, secrets: list[str]) -> None:
    text = text + "\n".join(secrets) + _keys()["private key"]
    assert Redactor(secrets).redact(text).count("\n") == text.count("\n")


def test_overlapping_secrets_are_masked_whole() -> None:
    assert Redactor(["abcdefgh", "efghijkl"]).redact("<abcdefghijkl>") == f"<{MASK}>"


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
    ["sk-", "sk-ant-", "ghp_", "://", "://a:", "://a:b", ":", "eyJ", "eyJabcdefghij.", "A", "A ",
     "-", "x", "gh", "://:", "SG.", "AC", '="', 'password="', "Bearer ", "Authorization: ", "key-",
     f"{_BAR}BEGIN ", f"{_BAR}BEGIN PRIVATE KEY{_BAR}", f"{_BAR}END PRIVATE KEY{_BAR}",
     f"{_BAR}BEGIN PRIVATE KEY{_BAR}\n{_BAR}END PRIVATE KEY{_BAR}", "A" * 63 + "\n", "=",
     "a1" * 40 + "=", "a=", "a secret valu", "\n", "= '", "token: "],
)  # fmt: skip
def test_a_megabyte_of_hostile_text_is_redacted_in_reasonable_time(piece: str) -> None:
    Redactor(["a secret value"]).redact(piece * (1024 * 1024 // len(piece)))
