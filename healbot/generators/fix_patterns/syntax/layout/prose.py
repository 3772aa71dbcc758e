"""Tells a sentence from a line of code."""

from __future__ import annotations

import keyword
import re
import warnings
from itertools import pairwise

_OPENER = re.compile(
    r"""^(?:sure|certainly|of\ course|absolutely|great|okay|ok|hello|hi|thanks|thank\ you|yes|no
      |here(?:\ is|'s|’s|\ are|\ you)|below\ is|above\ is
      |this\ (?:is|script|code|program|function|will|should)
      |the\ (?:code|script|program|above|following|function|output|result)
      |i\ (?:hope|have|'ve|added|used|fixed)
      |i['’](?:ve|ll|m)|hope\ (?:this|that)|let\ me|feel\ free|you\ can|to\ (?:run|use|test|execute)
      |note|explanation|output|sample\ output|example\ output|expected\ output|example(?:\ usage)?
      |usage|how\ (?:it\ works|to\ run|to\ use)|key\ (?:points|changes|features)|features|changes
      |requirements|save\ (?:this|the|it)|run\ (?:it|the|this)|make\ sure|in\ this|please|happy
      |good\ luck|enjoy|instructions|step\ \d|explanations?
      |what\ it\ does|and\ then|now\ (?:we|you|let)
      |next,?|first,|finally,|then\ (?:we|you)|we\ (?:can|will|need|first|then)|it\ (?:will|should)
      |copy\ code|\*\*|would\ you\ like|if\ you\ (?:want|need|have))(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
_BULLET = re.compile(r"^(?:[-*•–]\s+|\d+[.)]\s+|#{1,6}\s+|>\s+)(?=\S)")
_SECTION = re.compile(
    r"^\W*(?:(?:sample|example|expected|program)\s+)?(?:outputs?|results?|explanations?|notes?|usage"
    r"|how it works|how to (?:run|use)|key (?:points|changes|features)|features|requirements"
    r"|instructions|example usage|what it does|changes(?: made)?)\W*:?\W*$",
    re.IGNORECASE,
)
_CODE_START = re.compile(
    r"^(?:def|class|import|from|return|for|while|if|elif|else|try|except|finally|with|print|raise|"
    r"assert|del|global|nonlocal|pass|break|continue|yield|async|await|lambda|@)\b"
)
_TEXT = re.compile(r"\"(?:[^\"\\]|\\.)*\"|(?<!\w)'(?:[^'\\]|\\.)*'")
_ASSIGNMENT = re.compile(r"^[\w.\[\]'\", ]+\s*(?:[-+*/%]|//|\*\*)?=[^=]")


def is_prose(line: str) -> bool:
    """Whether `line` is text for people: it does not compile and reads like a sentence."""
    text = line.strip()
    if not text or text.startswith(("#", "@", '"', "'")):
        return False
    bullet = _BULLET.match(text)
    words = text[bullet.end() :] if bullet else text
    likely = bullet or _OPENER.match(words) or is_section(text) or _adjacent_words(words)
    if not likely or compiles_alone(text):
        return False
    if bullet and (compiles_alone(words) or _looks_like_code(words)):
        return False
    if is_section(text) or _OPENER.match(words):
        return not _ASSIGNMENT.match(words) and not _starts_call(words)
    if _looks_like_code(words):
        return False
    pairs = _adjacent_words(words)
    sentence = bool(re.match(r"[A-Z]", words)) and words.rstrip("*")[-1:] in ".:!?"
    return pairs >= (1 if sentence or bullet else 3)


def is_section(line: str) -> bool:
    """Whether `line` is a heading such as ``Output:``."""
    return bool(_SECTION.match(line.strip()))


def is_output_section(line: str) -> bool:
    """Whether `line` announces what the program prints."""
    return bool(re.search(r"\b(?:output|results?|prints?)\W*$", line.strip(), re.IGNORECASE))


def is_code(line: str) -> bool:
    """Whether `line` alone is a statement that does something, or a header."""
    text = line.strip()
    if not compiles_alone(text):
        return False
    if _CODE_START.match(text) and not re.match(r"^\w+$", text):
        return True
    return bool(_ASSIGNMENT.match(text) or re.match(r"^[\w.]+\(.*\)$", text))


def compiles_alone(text: str) -> bool:
    """Whether a stripped line is Python by itself, as a statement, a header or a clause."""
    if re.match(r"^(?:elif|else|except|finally)\b", text):
        text = re.sub(r"^(?:elif|except|else|finally)", "if", text, count=1)
        text = "if 1:" + text[3:] if re.match(r"^if\s*:", text) else re.sub(r"\sas \w+:", ":", text)
    for tail in ("", "\n        pass", "\n        pass\n    except E: pass", "\n    def f(): pass"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                whole = f"async def f():\n  while 1:\n    {text}{tail}"
                compile(whole, "<line>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            continue
        return True
    return False


def _looks_like_code(text: str) -> bool:
    text = re.sub(r"\s#.*", "", text)
    if _ASSIGNMENT.match(text) or _starts_call(text):
        return True
    sentence = text.endswith((".", "!")) and _adjacent_words(text) > 2
    return bool(_CODE_START.match(text)) and not sentence


def _starts_call(text: str) -> bool:
    return bool(re.match(r"^[\w.]+\s?\(|^[\w.]+\[", text)) and not re.match(r"^\w+ \(", text)


def _adjacent_words(text: str) -> int:
    """Counts neighbours such as ``two words`` that no Python statement has."""
    words = re.findall(r"[^\W\d]\w*|\S", _TEXT.sub('""', text))
    return sum(_is_word(left) and _is_word(right) for left, right in pairwise(words))


def _is_word(text: str) -> bool:
    return text.isidentifier() and not keyword.iskeyword(text)
