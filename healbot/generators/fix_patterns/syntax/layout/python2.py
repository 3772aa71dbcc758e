"""Tells a source that was written for Python 2 from one for Python 3 with a slip in it."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, loose_tokens


class Age(Enum):
    """For which Python a source was written."""

    TWO = 2
    UNKNOWN = 0
    THREE = 3


_TWO = re.compile(
    r"""
    \b(?:raw_input|xrange|unicode|basestring|unichr|execfile|iteritems|itervalues|iterkeys|has_key
       |urllib2|urlparse|ConfigParser|StringIO|cPickle|cStringIO|Queue|Tkinter|HTMLParser|httplib
       |commands|__builtin__|sys\.maxint|string\.(?:join|letters|maketrans))\b
  | \bexcept\s+[\w.()\s,]+,\s*[a-z]\w*\s*: | \braise\s+[\w.]+\s*,\s | <> | \bprint\s*>>
  | \b0[0-7]{2,}\b | \b\d+L\b | \bur['"] | ^\s*exec\s+[^(=.\s]
  | \A\#!.*python2 | \blambda\s*\((?!\))
    """,
    re.VERBOSE | re.MULTILINE,
)
_THREE = re.compile(
    r"""
    (?<![\w])[rR]?[fF][rR]?['"] | \b(?:nonlocal|async|await)\b | \)\s*->\s* | :=
  | \bprint\s*\([^\n]*\b(?:end|sep|flush|file)\s*= | \bsuper\(\) | \byield\s+from\b
  | \bimport\b[^\n]*\bprint_function\b | \bfrom\s+(?:typing|pathlib|dataclasses)\s+import
  | \bimport\s+(?:asyncio|pathlib|dataclasses|typing)\b | \bdef\s+\w+\([^)\n]*\w\s*:\s*\w
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=8)
def age_of(text: str) -> Age:
    """Returns for which Python `text` was written, by words and forms of one of the two."""
    code = _without_strings(text)
    if _THREE.search(code):
        return Age.THREE
    return Age.TWO if _TWO.search(code) else Age.UNKNOWN


def _without_strings(text: str) -> str:
    """Returns `text` with strings emptied (prefix and quotes stay) and without comments."""
    pieces: list[str] = []
    for token in loose_tokens(text):
        if token.kind is Kind.STRING:
            quote = token.text[-1]
            pieces.append(token.text[: token.text.index(quote) + 1] + quote)
        elif token.kind is not Kind.COMMENT or token.start == 0:
            pieces.append(token.text)
    return "".join(pieces)
