"""The hidden line in healbot's answer comment: which commands it has answered.

It is believed only in comments that healbot's own account wrote; see `own_answer`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from healbot.core.forge import Comment

_MARKER = re.compile(r"^<!-- healbot:answer (\{[^\n]{0,20000}\}) -->$", re.MULTILINE)
_LARGEST_ID = 2**63 - 1
_MOST_IDS = 200
"""The newest are kept; a comment is replayed soon or never."""


def answer_marker(done: Iterable[int]) -> str:
    """Returns the line that says that the comments with these ids are answered."""
    newest = list(dict.fromkeys(done))[-_MOST_IDS:]
    return f"<!-- healbot:answer {json.dumps({'done': newest})} -->"


def answered_in(body: str) -> tuple[int, ...] | None:
    """Returns the ids that an answer comment's marker lists, ``None`` when it has no marker.

    A marker that cannot be read counts as one without ids.
    """
    found = _MARKER.search(body.replace("\r\n", "\n"))
    if found is None:
        return None
    try:
        ids = json.loads(found[1])["done"]
    except (ValueError, KeyError, RecursionError):
        return ()
    return tuple(item for item in ids if _is_id(item)) if isinstance(ids, list) else ()


def _is_id(item: object) -> bool:
    return isinstance(item, int) and not isinstance(item, bool) and 0 < item <= _LARGEST_ID


def own_answer(comments: Sequence[Comment], own_login: str) -> Comment | None:
    """Returns healbot's answer among the comments on a pull request.

    Only `own_login` can have written it: anybody can write a marker.
    """
    for comment in comments:
        is_own = bool(own_login) and comment.author.lower() == own_login.lower()
        if is_own and answered_in(comment.body) is not None:
            return comment
    return None
