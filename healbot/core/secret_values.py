"""Which variables of an environment hold secrets, judged by their names and values."""

from __future__ import annotations

import re
from collections.abc import Mapping

from healbot.core.randomness import looks_random

MIN_LENGTH = 6
"""Shorter values are too common in ordinary text to be masked."""
_SECRET_WORDS = frozenset(
    {
        "KEY", "KEYS", "TOKEN", "TOKENS", "SECRET", "SECRETS", "PASSWORD", "PASSWORDS", "PASSWD",
        "PASS", "PASSPHRASE", "PASSCODE", "CREDENTIAL", "CREDENTIALS", "CREDS", "AUTH",
        "AUTHORIZATION", "COOKIE", "COOKIES", "DSN", "APIKEY", "PAT", "SIGNATURE", "SALT", "PIN",
        "JWT", "BEARER", "PRIVATE", "WEBHOOK", "CONNSTR", "CONNECTIONSTRING",
    }
)  # fmt: skip
_SECRET_PARTS = ("PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "CREDENTIAL")
"""Told even in names without separators, such as ``GITHUBTOKEN``."""
_KINDS_OF_KEYS = frozenset(
    {"API", "ACCESS", "PRIVATE", "AUTH", "SIGNING", "ENCRYPTION", "MASTER", "SERVICE", "ACCOUNT",
     "SHARED", "DEPLOY", "LICENSE"}
)  # fmt: skip
_NO_SECRET_AT_THE_END = frozenset(
    {
        "PATH", "FILE", "FILENAME", "DIR", "DIRECTORY", "FOLDER", "HOME", "SOCK", "SOCKET", "TYPE",
        "METHOD", "MODE", "NAME", "USER", "USERNAME", "HOST", "HOSTNAME", "PORT", "TTL", "TIMEOUT",
        "VERSION", "LENGTH", "SIZE", "COUNT", "ENABLED", "DISABLED", "PROVIDER", "BACKEND",
        "LIFETIME", "EXPIRY", "ALGORITHM", "FORMAT", "PREFIX", "HEADER", "REGION", "ISSUER",
        "AUDIENCE", "SCOPE", "SCOPES", "HELPER", "LOCK", "PROGRAM", "COMMAND", "LIMIT",
    }
)  # fmt: skip
_COMMON_VALUES = frozenset(
    {
        "true", "false", "none", "null", "yes", "enabled", "disabled", "default", "changeme",
        "example", "localhost", "production", "development", "staging", "testing", "basic",
        "bearer", "kerberos", "password", "secret", "trust", "required", "optional", "always",
        "never", "unknown", "keyring", "disable", "enable", "prompt", "github", "gitlab", "system",
    }
)  # fmt: skip
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_USERS = ("USER", "LOGNAME", "USERNAME", "SUDO_USER", "GITHUB_ACTOR", "HOSTNAME", "COMPUTERNAME")
_PASSWORD_IN_URL = re.compile(r"://[^/\s:@]*:([^/\s@]+)@")
_PATH = re.compile(r"(?:~|\.{0,2}|[A-Za-z]:)[/\\]")


def looks_secret(name: str) -> bool:
    """Whether a variable, parameter or key of that name is likely to hold a secret."""
    words = [word.upper() for word in _WORDS.findall(name)]
    if not words or words[-1] in _NO_SECRET_AT_THE_END:
        return False
    if not _SECRET_WORDS.isdisjoint(words) or (words[-1] == "PWD" and len(words) > 1):
        return True  # PWD alone is the present folder
    joined = "".join(words)
    return any(part in joined for part in _SECRET_PARTS)


def is_clearly_secret(name: str) -> bool:
    """Whether a name says of its value that it is a secret; ``key`` alone may be one of a table."""
    words = [word.upper() for word in _WORDS.findall(name)]
    if not words or words[-1] in _NO_SECRET_AT_THE_END:
        return False
    joined = "".join(words)
    if any(part in joined for part in _SECRET_PARTS):
        return "PUBLIC" not in words
    return "KEY" in words and not _KINDS_OF_KEYS.isdisjoint(words)


def secret_values(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Returns the values of the variables that hold secrets, sorted, each once.

    Of an address with a password (``DATABASE_URL``) the password is one, whatever the name. Left
    out are values that are short, common words, numbers, paths, or names of users: masking them
    would mask ordinary text.
    """
    users = {environ.get(name, "").lower() for name in _USERS}
    found: set[str] = set()
    for name, value in environ.items():
        candidates = [value.strip()] if looks_secret(name) else []
        candidates += _PASSWORD_IN_URL.findall(value)
        found.update(item for item in candidates if _may_be_secret(item, users))
    return tuple(sorted(found))


def _may_be_secret(value: str, users: set[str]) -> bool:
    if len(value) < MIN_LENGTH or value.lower() in _COMMON_VALUES | users:
        return False
    if value.isdecimal() and len(value) < 2 * MIN_LENGTH:
        return False
    if len(set(value)) < 3:
        return False
    return not _is_path(value)


def _is_path(value: str) -> bool:
    """Whether a value is the path of a file; some random values begin with a slash, too."""
    if not _PATH.match(value) or "\n" in value:
        return False
    return not any(looks_random(part) for part in re.split(r"[/\\]", value))
