"""The forms in which a secret value turns up in text: as it is, escaped, or encoded."""

from __future__ import annotations

import re

MIN_LINE = 16
"""Of a value of several lines, such as a private key, each line of so many characters counts."""
_PERCENT = re.compile(r"%[0-9A-F]{2}")


def encoded_forms(value: str) -> frozenset[str]:
    """Returns `value` and what it looks like in JSON, in `repr` and in addresses.

    Of a value of several lines each long line counts, too.
    """
    import json  # late: most sessions have no secrets
    from urllib.parse import quote, quote_plus

    forms = {value, repr(value)[1:-1]}
    for ascii_only in (True, False):
        escaped = json.dumps(value, ensure_ascii=ascii_only)[1:-1]
        forms |= {escaped, escaped.replace("/", "\\/")}
    data = value.encode("utf-8", "surrogatepass")
    for quoted in (quote(data), quote(data, safe=""), quote_plus(data), quote_plus(data, safe="/")):
        forms |= {quoted, _PERCENT.sub(lambda found: found[0].lower(), quoted)}
    lines = value.splitlines()
    if len(lines) > 1:
        for line in lines:
            if len(line.strip()) >= MIN_LINE:
                forms |= encoded_forms(line.strip())
    return frozenset(forms)


def base64_forms(value: str) -> frozenset[str]:
    """Returns the characters of base64 that `value` alone decides.

    They differ with the place in a group of three bytes where it begins, and with the alphabet
    (standard, URL-safe). Up to one more character and the padding may follow.
    """
    import base64

    data = value.encode("utf-8", "surrogatepass")
    forms: set[str] = set()
    for offset in range(3):
        text = base64.b64encode(b"\0" * offset + data).decode()
        first = -(-8 * offset // 6)  # characters before hold bits of what comes before, too
        core = text[first : 8 * (offset + len(data)) // 6]
        forms |= {core, core.replace("+", "-").replace("/", "_")}
    return frozenset(forms)
