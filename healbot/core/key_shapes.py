"""Finds text that has the shape of a key, whoever it belongs to.

The shapes are those that the providers document, and that secret scanners look for (gitleaks,
TruffleHog, GitHub secret scanning). Every search takes linear time, whatever the text.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator

from healbot.core.randomness import looks_random
from healbot.core.secret_values import is_clearly_secret

Span = tuple[int, int]

_HEADER = (
    r"(?i:authorization)[\"']?[ \t]{0,3}[:=][ \t]{0,3}[\"']?"
    r"(?i:bearer|basic|token|apikey|api-key)[ \t]{1,3}([A-Za-z0-9._~+/=-]{8,})"
)
_BEARER = r"[Bb]earer[ \t]{1,3}((?=[A-Za-z._~+/=-]{0,40}[0-9])[A-Za-z0-9._~+/=-]{16,})"
_NOTHING = re.compile("")
_WORD_BEFORE = r"(?<![A-Za-z0-9_])"
_SHAPES = (
    # Models
    ("sk-", rf"{_WORD_BEFORE}sk-(?:ant-|proj-)?[A-Za-z0-9_-]{{20,}}"),  # Anthropic, OpenAI
    ("AIza", rf"{_WORD_BEFORE}AIza[A-Za-z0-9_-]{{35}}"),  # Google, Gemini
    ("AQ.", rf"{_WORD_BEFORE}AQ\.[A-Za-z0-9_-]{{40,}}"),  # Gemini, newer
    ("hf_", rf"{_WORD_BEFORE}hf_[A-Za-z0-9]{{30,}}"),  # Hugging Face
    ("api_org_", rf"{_WORD_BEFORE}api_org_[A-Za-z0-9]{{30,}}"),
    ("gsk_", rf"{_WORD_BEFORE}gsk_[A-Za-z0-9]{{40,}}"),  # Groq
    ("xai-", rf"{_WORD_BEFORE}xai-[A-Za-z0-9]{{60,}}"),
    ("r8_", rf"{_WORD_BEFORE}r8_[A-Za-z0-9]{{30,}}"),  # Replicate
    ("pplx-", rf"{_WORD_BEFORE}pplx-[A-Za-z0-9]{{40,}}"),
    # Code hosts and registries
    *((f"gh{x}_", rf"{_WORD_BEFORE}gh{x}_[A-Za-z0-9]{{30,}}") for x in "pousr"),
    ("github_pat_", rf"{_WORD_BEFORE}github_pat_[A-Za-z0-9_]{{40,}}"),
    *(
        (f"gl{kind}-", rf"{_WORD_BEFORE}gl{kind}-[A-Za-z0-9_-]{{20,}}")  # GitLab
        for kind in ("pat", "ptt", "dt", "rt", "soat", "cbt", "ft", "imt", "agent")
    ),
    ("glsa_", rf"{_WORD_BEFORE}glsa_[A-Za-z0-9]{{30,}}_[0-9a-f]{{8}}"),  # Grafana
    ("npm_", rf"{_WORD_BEFORE}npm_[A-Za-z0-9]{{36}}"),
    ("pypi-", rf"{_WORD_BEFORE}pypi-[A-Za-z0-9_-]{{50,}}"),
    ("dckr_pat_", rf"{_WORD_BEFORE}dckr_pat_[A-Za-z0-9_-]{{20,}}"),
    ("ATATT3", rf"{_WORD_BEFORE}ATATT3[A-Za-z0-9_=-]{{50,}}"),  # Atlassian
    ("lin_api_", rf"{_WORD_BEFORE}lin_api_[A-Za-z0-9]{{30,}}"),
    # Clouds
    ("AKIA", rf"{_WORD_BEFORE}AKIA[A-Z0-9]{{16}}"),  # AWS
    ("ASIA", rf"{_WORD_BEFORE}ASIA[A-Z0-9]{{16}}"),
    ("AccountKey=", r"AccountKey=([A-Za-z0-9+/]{40,}={0,2})"),  # Azure storage
    ("SharedAccessKey=", r"SharedAccessKey=([A-Za-z0-9+/]{40,}={0,2})"),
    ("sig=", r"(?<=[?&])sig=([A-Za-z0-9%+/_-]{40,}={0,2})"),  # shared access signatures
    ("8Q~", r"(?<=[A-Za-z0-9]{3})8Q~[A-Za-z0-9_~.-]{31,34}"),  # Entra client secrets
    ("GOCSPX-", rf"{_WORD_BEFORE}GOCSPX-[A-Za-z0-9_-]{{20,}}"),
    ("ya29.", rf"{_WORD_BEFORE}ya29\.[A-Za-z0-9_-]{{20,}}"),
    ("_v1_", r"(?<=\bdo[opr])_v1_[a-f0-9]{64}"),  # DigitalOcean
    ("hvs.", rf"{_WORD_BEFORE}hvs\.[A-Za-z0-9_-]{{24,}}"),  # Vault
    # Services
    *((f"xox{x}-", rf"{_WORD_BEFORE}xox{x}-[A-Za-z0-9-]{{10,}}") for x in "abeprs"),  # Slack
    ("hooks.slack.com/", r"hooks\.slack\.com/services/([A-Za-z0-9/]{20,})"),
    *(
        (f"{kind}_{mode}_", rf"{_WORD_BEFORE}{kind}_{mode}_[A-Za-z0-9]{{16,}}")  # Stripe
        for kind in ("sk", "rk")
        for mode in ("live", "test")
    ),
    ("whsec_", rf"{_WORD_BEFORE}whsec_[A-Za-z0-9+/=]{{20,}}"),
    ("SG.", rf"{_WORD_BEFORE}SG\.[A-Za-z0-9_-]{{16,64}}\.[A-Za-z0-9_-]{{16,}}"),  # SendGrid
    ("SK", rf"{_WORD_BEFORE}SK[0-9a-f]{{32}}(?![0-9A-Za-z])"),  # Twilio
    ("AC", rf"{_WORD_BEFORE}AC[0-9a-f]{{32}}(?![0-9A-Za-z])"),
    *((f"shp{x}_", rf"{_WORD_BEFORE}shp{x}_[a-fA-F0-9]{{32}}") for x in ("at", "ca", "pa", "ss")),
    ("key-", rf"{_WORD_BEFORE}key-[0-9a-f]{{32}}(?![0-9A-Za-z])"),  # Mailgun
    (":AA", r"(?<=[0-9]{8}):AA[A-Za-z0-9_-]{33}"),  # Telegram
    *((f"sntry{x}_", rf"{_WORD_BEFORE}sntry{x}_[A-Za-z0-9+/=_-]{{40,}}") for x in "su"),  # Sentry
    ("NRAK-", rf"{_WORD_BEFORE}NRAK-[A-Z0-9]{{27}}"),  # New Relic
    ("AGE-SECRET-KEY-", rf"{_WORD_BEFORE}AGE-SECRET-KEY-1[A-Z0-9]{{50,}}"),
    # JSON web tokens; one start in each run of their characters
    ("eyJ", r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    # Headers
    *((f"{x}uthorization", _HEADER) for x in "aA"),
    ("AUTHORIZATION", _HEADER),
    *((f"{x}earer ", _BEARER) for x in "bB"),
)  # fmt: skip
"""(how it begins, the shape). Of a shape with a group only the group is the secret.

A shape is compiled only when its beginning is found: most texts hold none.
"""

_BEGIN = r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
_END = r"-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----"
_MAX_KEY = 20_000
"""Characters between the first and the last line of a private key."""
_GAP = r"""(?:\\[nr]|[\s"'+(),])*"""
_CUT_KEY = (
    rf"(?:{_GAP}(?:[A-Za-z0-9-]{{1,20}}:[ ][^\n]{{0,100}}|[A-Za-z0-9+/=]{{16,}}))+"
    r"(?:(?:\n|\\n)[A-Za-z0-9+/=]{1,64}(?![^\s\"'\\]))?"
)
"""What follows the first line of a key whose end is missing."""
_KEY_TEXT = re.compile(r"[A-Za-z0-9+/=]{16}")
_KEY_LINE = re.compile(r"[A-Za-z0-9+/=]{1,100}")

_QUOTED = re.compile(r"""[:=][ \t]{0,3}(?P<quote>["'])(?P<value>[^"'\s]{12,300})(?P=quote)""")
_BARE = re.compile(
    r"[ \t]{0,20}(?:export )?(?P<name>[A-Za-z_][A-Za-z0-9_.-]{1,60})(?:=|:[ \t]{1,3})"
    r"(?P<value>[^\s\"']{12,300})[ \t\r]{0,3}$"
)
_NAME_BEFORE = re.compile(
    r"""(?<![A-Za-z0-9_.:/-])(?P<name>[A-Za-z_][A-Za-z0-9_.-]{1,60})["']?\]?[ \t]{0,3}"""
    r"(?::[ \t]{0,3}\w{1,20}[ \t]{0,3})?[:=]?$"
)
_MAX_NAME = 100
"""Characters before a value in which its name is looked for."""
_PASSWORD = re.compile(r"(?<=://)[^/\s:@]*:(?P<password>[^/\s@]+)(?=@)")
_PLACEHOLDER = re.compile(r"[{<$%*].*|pass(?:word|wd)?|pw|x+", re.IGNORECASE)


def key_spans(text: str) -> Iterator[Span]:
    """Yields where in `text` something of the shape of a key stands; spans may overlap."""
    for anchor, pattern in _SHAPES:
        start = text.find(anchor)
        shape = re.compile(pattern) if start >= 0 else _NOTHING
        while start >= 0:
            found = shape.match(text, start)
            if found:
                yield found.span(shape.groups)
            start = text.find(anchor, found.end() if found else start + 1)
    yield from _assigned(text)
    yield from _in_addresses(text)
    if "PRIVATE KEY" in text:
        yield from _private_keys(text)


def _assigned(text: str) -> Iterator[Span]:
    """Yields random values that are given to something with the name of a secret."""
    for found in _QUOTED.finditer(text):
        if looks_random(found["value"]):
            named = _NAME_BEFORE.search(text[max(found.start() - _MAX_NAME, 0) : found.start()])
            if named and is_clearly_secret(named["name"]):
                yield found.span("value")
    position = 0
    for line in text.split("\n"):  # an expression that looks for line starts is much slower
        bare = _BARE.match(line)
        if bare and is_clearly_secret(bare["name"]) and looks_random(bare["value"]):
            yield position + bare.start("value"), position + bare.end("value")
        position += len(line) + 1


def _in_addresses(text: str) -> Iterator[Span]:
    """Yields ``user:password`` in addresses, unless the password is a placeholder."""
    if "://" in text:
        for found in _PASSWORD.finditer(text):
            if not _PLACEHOLDER.fullmatch(found["password"]):
                yield found.span()


def _private_keys(text: str) -> Iterator[Span]:
    ends = [found.span() for found in re.finditer(_END, text)]
    starts = [start for start, _ in ends]
    seen: set[int] = set()
    for found in re.finditer(_BEGIN, text):
        index = bisect.bisect(starts, found.end())
        if index < len(ends) and starts[index] - found.end() <= _MAX_KEY:
            if index not in seen and _KEY_TEXT.search(text, found.end(), starts[index]):
                yield found.start(), ends[index][1]
            seen.add(index)
        elif body := re.compile(_CUT_KEY).match(text, found.end()):
            yield found.start(), body.end()
    for index, (start, end) in enumerate(ends):
        begin = start if index in seen else _beginning_of_key(text, start)
        if begin < start:
            yield begin, end


def _beginning_of_key(text: str, end: int) -> int:
    """Returns where the lines of a key begin that ends at `end` and whose beginning is missing."""
    lowest = max(end - _MAX_KEY, 0)
    begin = end - len(text[lowest:end]) + len(text[lowest:end].rstrip(" \t\"'"))
    newline = "\\n" if text.endswith("\\n", lowest, begin) else "\n"
    while begin > lowest:
        before = text.rfind(newline, lowest, begin - len(newline))
        line_start = before + len(newline) if before >= 0 else lowest
        line = text[line_start:begin].removesuffix(newline).strip(" \t\r\"'+")
        if not _KEY_LINE.fullmatch(line):
            break
        begin = line_start
    return begin
