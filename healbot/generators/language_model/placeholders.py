"""Recognizes comments that stand for code which a model left out."""

from __future__ import annotations

import re
from collections.abc import Iterable

_COMMENT = re.compile(r"^\s*(?:#+|//+|/\*+|<!--|--+|;+|%+)\s*(.*?)\s*(?:\*/|-->)?\s*$")
_ELLIPSES = ("...", "…", "[...", "(...", "<...", "[…", "(…")
_MAX_COMMENT = 120
_CUT = "… (cut)"
"""Ends a long line that was shown in part."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ALONE = frozenset(
    {"rest", "remainder", "unchanged", "unmodified", "omitted", "snip", "snipped", "untouched"}
)
"""Words that say it all, when only words of the other lists stand beside them."""
_OF_CODE = _words("existing remaining")
"""Words that say it beside a word for code; an existing file may be one that a program reads."""
_OF_PLACE = frozenset(
    {"other", "original", "previous", "old", "same", "your", "implementation", "changes", "current"}
)
"""Words that say it beside a word for staying."""
_STAYING = _words(
    "here same unchanged remains remain stays stay before above omitted brevity goes go needed "
    "identical continues follows keep"
)
_CODE = _words(
    "code method methods function functions class classes import imports logic implementation "
    "implementations helpers definitions body module"
)
_FILLING = _words(
    "the of this that and all any with in as is are it no not for to add put insert include file "
    "files script program line lines content contents test tests shown below exactly from my stuff "
    "be will should etc"
)
_KNOWN = _ALONE | _OF_CODE | _OF_PLACE | _STAYING | _CODE | _FILLING
_OTHER_LANGUAGES = (
    "기존 코드", "기존코드", "나머지 코드", "나머지 부분", "나머지 함수", "나머지는 동일", "생략",
    "其余代码", "其余部分", "其他代码", "保持不变", "省略", "现有代码", "原有代码",
    "以下同じ", "以下同様", "既存のコード", "既存コード", "残りのコード", "変更なし",
    "restlicher code", "rest des codes", "rest der datei", "unverändert", "bestehender code",
    "resto del código", "resto del archivo", "sin cambios", "código existente",
    "reste du code", "reste du fichier", "inchangé", "code existant",
    "остальной код", "без изменений", "resto do código",
)  # fmt: skip


def placeholder_in(new: Iterable[str], present: Iterable[str]) -> str:
    """Returns the first line of `new` that stands for omitted code; ``""`` when there is none.

    Lines that the file has at present are no omission.
    """
    known = {line.strip() for line in present}
    return next((line.strip() for line in new if line.strip() not in known and _omits(line)), "")


def _omits(line: str) -> bool:
    if line.rstrip() in ("...", "…"):  # at the margin: no body of a stub
        return True
    if line.rstrip().endswith(_CUT):
        return True
    comment = _COMMENT.match(line) if len(line) < 2 * _MAX_COMMENT else None
    said = comment.group(1).lower() if comment else ""
    if not said or len(said) > _MAX_COMMENT:
        return False
    if said.startswith(_ELLIPSES) or any(phrase in said for phrase in _OTHER_LANGUAGES):
        return True
    return _says_omitted(re.findall(r"[\w.]*\w", said))


def _says_omitted(words: list[str]) -> bool:
    """Whether a comment of these words speaks of code that is not there."""
    found = frozenset(words)
    unknown = [word for word in words if word not in _KNOWN]
    names_one = bool(found & _ALONE) and bool(found & (_STAYING | _CODE))
    if len(unknown) > names_one:
        return False
    if found & _ALONE:
        return True
    if found & _OF_CODE:
        return bool(found & (_CODE | _STAYING))
    return bool(found & _OF_PLACE) and bool(found & _STAYING) and len(found) > 1
