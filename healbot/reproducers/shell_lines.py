"""The script of a CI step as commands, and whether a command plausibly is a project's own test run.

Scripts come out of logs, from strangers. What is accepted here still runs in the sandbox only;
what is refused here is not run at all.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

MAX_COMMAND = 2000
"""Characters; a longer command is not run."""
_SEPARATORS = frozenset({"&&", ";", "||", "|", "&", "|&", ";;"})
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w{0,100}=")
_PYTHON = re.compile(r"(?:python|pypy)(?:\d(?:\.\d{1,2})?)?(?:\.exe)?|py(?:\.exe)?")
_REDIRECTION = re.compile(r"[0-9&]?>{1,2} ?(?:&[0-9]|[\w./-]{1,200})")
_STRUCTURE = frozenset(
    {"if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac",
     "function", "select", "{", "}", "[[", "((", "!", "<<"}
)  # fmt: skip
_RUNNERS = {
    ("uv", "run"): 2, ("poetry", "run"): 2, ("pdm", "run"): 2, ("pipenv", "run"): 2,
    ("rye", "run"): 2, ("hatch", "run"): 2, ("conda", "run"): 2, ("pixi", "run"): 2,
    ("xvfb-run",): 1, ("time",): 1, ("env",): 1, ("timeout",): 2, ("nice",): 1,
}  # fmt: skip
"""What runs the command behind it, and how many words it takes itself."""
_TEST_TOOLS = frozenset(
    {"pytest", "py.test", "tox", "nox", "make", "gmake", "just", "invoke", "inv", "task", "trial",
     "nose2", "stestr", "coverage"}
)  # fmt: skip
_SCRIPT_TOOLS = frozenset({"npm", "yarn", "pnpm", "bun", "hatch", "pdm", "rye"})
_TEST_WORDS = re.compile(r"(?:^|[^a-z])(?:py)?(?:tests?|check|ci|unit|spec|verify|coverage)", re.I)
_NO_TEST_WORDS = re.compile(
    r"(?:^|[^a-z])(?:deploy|publish|release|upload|install|push|docker|docs?|lint|format|clean)",
    re.IGNORECASE,
)
_HARMLESS = frozenset(
    {"cd", "export", "set", "echo", "true", ":", "mkdir", "ls", "pwd", "sleep", "tee"}
)
_INSTALLERS = frozenset({"install", "sync", "download", "update", "upgrade", "ci", "add", "lock"})


@dataclass(frozen=True)
class ShellCommand:
    """One line of a script."""

    text: str
    parts: tuple[tuple[str, ...], ...] = ()
    """The words of each simple command in it, assignments before a command left out."""
    trouble: str = ""
    """Why it cannot be told what it does, else ``""``."""

    @property
    def tests(self) -> tuple[str, ...] | None:
        """The words of the command in it that runs tests, without what wraps it."""
        found = [words for part in self.parts if is_test_run(words := unwrapped(part))]
        return found[0] if len(found) == 1 else None

    @property
    def is_harmless(self) -> bool:
        """Whether it only prepares the shell: ``cd``, ``export``, ``set -x``."""
        return not self.trouble and all(part[0] in _HARMLESS for part in self.parts)

    @property
    def is_installation(self) -> bool:
        """Whether it installs packages."""
        return any(_installs(unwrapped(part)) for part in self.parts)

    @property
    def refusal(self) -> str:
        """Why it is not run here; ``""`` when it plausibly is the project's own test run."""
        if self.trouble:
            return self.trouble
        for part in self.parts:
            words = unwrapped(part)
            if part[0] not in _HARMLESS and not is_test_run(words):
                return f"{words[0][:60] if words else part[0][:60]} is no test run"
        return "" if self.tests else "it is not one test run"


@dataclass(frozen=True)
class Script:
    """A step's script."""

    commands: tuple[ShellCommand, ...] = ()
    has_structure: bool = False
    """Whether it has loops, conditions, functions or here-documents."""


def script_of(lines: Sequence[str]) -> Script:
    """Returns the commands of a script, continued lines joined and comments left out."""
    joined: list[str] = []
    pending = ""
    for line in lines:
        if line.endswith(("\\", "`")) and not line.endswith("\\\\"):
            pending += line[:-1] + " "
            continue
        text = (pending + line).strip()
        pending = ""
        if text and not text.startswith("#"):
            joined.append(text)
    if pending.strip():
        joined.append(pending.strip())
    commands = tuple(shell_command(text) for text in joined)
    return Script(commands, any(_is_structure(text) for text in joined))


def _is_structure(text: str) -> bool:
    first = text.split(maxsplit=1)[0]
    return first.rstrip(";") in _STRUCTURE or "<<" in text or text.endswith(("{", "()", "then"))


def shell_command(text: str) -> ShellCommand:
    """Returns a line of a script as its simple commands."""
    if len(text) > MAX_COMMAND:
        return ShellCommand(text[:MAX_COMMAND], trouble="it is too long")
    if any(mark in text for mark in ("$(", "`", "<(", ">(")):
        return ShellCommand(text, trouble="it runs other commands in its arguments")
    if "***" in text:
        return ShellCommand(text, trouble="a part of it is masked in the log")
    if "${{" in text:
        return ShellCommand(text, trouble="it is a template")
    lexer = shlex.shlex(_REDIRECTION.sub(" ", text), posix=True, punctuation_chars=";&|")
    lexer.whitespace_split, lexer.commenters = True, "#"
    try:
        words = list(lexer)
    except ValueError:
        return ShellCommand(text, trouble="its quotes do not match")
    parts: list[tuple[str, ...]] = []
    part: list[str] = []
    for word in [*words, ";"]:
        if word in _SEPARATORS:
            if part:
                parts.append(tuple(part))
            part = []
        elif part or not _ASSIGNMENT.match(word):
            part.append(word)
    return ShellCommand(text, tuple(parts))


def unwrapped(words: tuple[str, ...]) -> tuple[str, ...]:
    """Returns a command without what runs it: ``uv run``, ``poetry run``, ``env A=1``."""
    for _ in range(4):
        taken = next((n for head, n in _RUNNERS.items() if words[: len(head)] == head), 0)
        if not taken:
            break
        rest = words[taken:]
        while rest and (rest[0].startswith("-") or _ASSIGNMENT.match(rest[0])):
            takes_value = rest[0] in _VALUES.get(words[0], ())
            rest = rest[2:] if takes_value else rest[1:]
        if not rest:
            break
        words = rest
    if words and words[0] in ("coverage",) and words[1:2] == ("run",):
        return _of_coverage(words[2:]) or words
    return words


_VALUES = {
    "uv": ("--extra", "--group", "--with", "-p", "--python", "--package", "--directory",
           "--project", "--env-file", "--no-group", "--only-group", "--with-requirements"),
    "xvfb-run": ("-s", "--server-args", "-n", "-e"),
    "conda": ("-n", "-p", "--name", "--prefix"),
    "pixi": ("-e", "--environment"),
}  # fmt: skip


def _of_coverage(words: tuple[str, ...]) -> tuple[str, ...]:
    while words and words[0].startswith("-") and words[0] != "-m":
        words = words[2:] if words[0] in ("--rcfile", "--source", "--include") else words[1:]
    return ("python", *words) if words else ()


def is_test_run(words: Sequence[str]) -> bool:
    """Whether a command, its wrappers taken away, plausibly runs a project's own tests."""
    if not words:
        return False
    head = posixpath.basename(words[0].replace("\\", "/"))
    if _PYTHON.fullmatch(head):
        return _python_tests(words[1:])
    if head in ("make", "gmake", "just", "invoke", "inv", "task"):
        goals = [w for w in words[1:] if not w.startswith("-") and "=" not in w]
        return all(_names_tests(goal) for goal in goals) if goals else head == "make"
    if head in _SCRIPT_TOOLS:
        goals = [word for word in words[1:] if not word.startswith("-") and word != "run"]
        return bool(goals) and _names_tests(goals[0])
    return head in _TEST_TOOLS and head != "coverage"


def _names_tests(text: str) -> bool:
    return _TEST_WORDS.search(text) is not None and _NO_TEST_WORDS.search(text) is None


def _python_tests(words: Sequence[str]) -> bool:
    while words and words[0].startswith("-") and words[0] != "-m":
        if words[0] == "-c":
            return False
        words = words[2:] if words[0] in ("-W", "-X") else words[1:]
    if words[:1] == ("-m",) or list(words[:1]) == ["-m"]:
        module = words[1] if len(words) > 1 else ""
        if module == "coverage" and list(words[2:3]) == ["run"]:
            return is_test_run(_of_coverage(tuple(words[3:])))
        return module.partition(".")[0] in (
            "pytest", "unittest", "doctest", "tox", "nox", "nose2", "twisted", "xdoctest",
        )  # fmt: skip
    if not words:
        return False
    path = words[0].replace("\\", "/")
    if not path.endswith(".py") or path.startswith(("/", "~")) or ".." in path.split("/"):
        return False
    if posixpath.basename(path) == "manage.py":
        return list(words[1:2]) == ["test"]
    if posixpath.basename(path) == "setup.py":
        return list(words[1:2]) in (["test"], ["pytest"])
    return _NO_TEST_WORDS.search(posixpath.basename(path)) is None


def _installs(words: Sequence[str]) -> bool:
    if not words:
        return False
    head = posixpath.basename(words[0])
    if _PYTHON.fullmatch(head) and list(words[1:3]) in (["-m", "pip"], ["-m", "uv"]):
        words, head = words[2:], "pip"
    tools = ("pip", "pip3", "pipx", "uv", "poetry", "pdm", "pipenv", "conda", "mamba", "npm",
             "yarn", "pnpm", "apt", "apt-get", "brew", "sudo", "choco", "hatch", "rye")  # fmt: skip
    return head in tools and any(word in _INSTALLERS for word in words[1:4])
