"""Measures start-up, a whole heal, and a heal in a large repository, each as a ratio in one run.

Run: python -m tests.benchmarks.speed [--large]

Goals: `healbot --help` at most 2.5 times `python -c "import click"`; a heal at most 3 times the
plain runs it must make (two reproductions, one validation, one necessity run); with --large, a heal
in a repository of 50,000 files and 20,000 commits at most 1.5 times one in a small repository; peak
memory under 150 MB.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

REPEATS = 7
HEALBOT = [sys.executable, "-m", "healbot"]

TRIVIAL = 'rows = {"total": 3}\nprint("Total: " + rows["total"])\n'
REALISTIC = '''"""Totals the amounts of a small ledger."""
import argparse
import csv
import datetime
import io
import json

LEDGER = "day,amount\\n2024-01-02,12.5\\n2024-01-03,7.25\\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--currency", default="EUR")
    options = parser.parse_args()
    rows = list(csv.DictReader(io.StringIO(LEDGER)))
    days = [datetime.date.fromisoformat(row["day"]) for row in rows]
    total = sum(float(row["amuont"]) for row in rows)
    print(json.dumps({"days": len(days), "total": total, "currency": options.currency}))


main()
'''


ENVIRONMENT = {
    name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GIT_"))
}
"""Without PYTHONDONTWRITEBYTECODE: an installed healbot has its byte code."""


@dataclass(frozen=True)
class Cost:
    """What a command took, in seconds; CPU time counts all its processes and is less noisy."""

    wall: float
    cpu: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu)


def cost(command: list[str], folder: Path) -> Cost:
    """Runs `command` once and returns what it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, capture_output=True, check=False, env=ENVIRONMENT)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    return Cost(wall, user + system)


def ratio(numerator: Callable[[], Cost], denominator: Callable[[], Cost]) -> tuple[float, str]:
    """Returns the ratio of the medians of interleaved runs, and a sentence with details."""
    numerator(), denominator()  # warm the caches
    pairs = [(numerator(), denominator()) for _ in range(REPEATS)]
    above, below = (Cost(median(c.wall for c in costs), median(c.cpu for c in costs))
                    for costs in zip(*pairs, strict=True))  # fmt: skip
    detail = f"{above.wall:.2f} s to {below.wall:.2f} s; CPU {above.cpu / below.cpu:.2f}"
    return above.wall / below.wall, detail


def repository(folder: Path, script: str) -> Path:
    """Makes a repository with one script in `folder`."""
    (folder / "script.py").write_text(script, "utf-8")
    git = ["git", "-C", str(folder), "-c", "user.name=case", "-c", "user.email=case@localhost"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "script"], check=True)
    return folder


def heal_cost(folder: Path) -> Cost:
    """Heals ``script.py`` anew and returns what it took; the branch is dropped again."""
    taken = cost([*HEALBOT, "fix", "script.py", "--quiet", "--python", sys.executable], folder)
    refs = subprocess.run(
        ["git", "-C", str(folder), "for-each-ref", "--format=%(refname)", "refs/heads/healbot/"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert len(refs) == 1, "the script must be healed"
    subprocess.run(["git", "-C", str(folder), "update-ref", "-d", refs[0]], check=True)
    return taken


def large_repository(folder: Path, files: int = 50_000, commits: int = 20_000) -> Path:
    """Makes a repository with many files and commits through git fast-import."""
    subprocess.run(["git", "-C", str(folder), "init", "-q", "-b", "main"], check=True)
    stream = ["blob\nmark :1\ndata 2\n1\n"]
    who = "committer case <case@localhost> 1700000000 +0000"
    first = "".join(f"M 100644 :1 part{i // 500}/file{i}.txt\n" for i in range(files))
    stream.append(f"commit refs/heads/main\nmark :2\n{who}\ndata 1\nx\n{first}")
    script = TRIVIAL
    stream.append(
        f"commit refs/heads/main\n{who}\ndata 1\nx\n"
        f"M 100644 inline script.py\ndata {len(script)}\n{script}\n"
    )
    for number in range(commits):
        text = f"{number}\n"
        stream.append(
            f"commit refs/heads/main\n{who}\ndata 1\nx\n"
            f"M 100644 inline counter.txt\ndata {len(text)}\n{text}\n"
        )
    subprocess.run(
        ["git", "-C", str(folder), "fast-import", "--quiet"],
        input="".join(stream).encode(), check=True,
    )  # fmt: skip
    subprocess.run(["git", "-C", str(folder), "reset", "-q", "--hard"], check=True)
    return folder


def peak_memory(folder: Path) -> int:
    """Returns the peak resident memory of a heal's largest process in bytes."""
    command = [*HEALBOT, "fix", "script.py", "--quiet"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0  # it was waited for above
    return usage.ru_maxrss * 1024


def main() -> int:
    """Prints one line a measure; exits with 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also the large repository")
    arguments = parser.parse_args()
    missed = False
    with tempfile.TemporaryDirectory(prefix="healbot-speed-") as name:
        scratch = Path(name)

        def report(what: str, found: float, goal: float, detail: str) -> None:
            nonlocal missed
            missed = missed or found > goal
            word = "ok" if found <= goal else "MISSED"
            print(f"{what:<46} {found:>7.2f}  goal {goal:<6} {word:<7} {detail}", flush=True)

        startup, taken = ratio(
            lambda: cost([*HEALBOT, "--help"], scratch),
            lambda: cost([sys.executable, "-c", "import click"], scratch),
        )
        report("--help / import click", startup, 2.5, taken)
        small = scratch / "trivial"
        for label, script in (("trivial", TRIVIAL), ("realistic", REALISTIC)):
            folder = scratch / label
            folder.mkdir()
            repository(folder, script)
            plain = [sys.executable, "script.py"]
            found, taken = ratio(
                lambda folder=folder: heal_cost(folder),  # type: ignore[misc]
                lambda folder=folder, plain=plain: sum(  # type: ignore[misc]
                    (cost(plain, folder) for _ in range(4)), Cost(0, 0)
                ),
            )
            report(f"heal a {label} script / its four plain runs", found, 3, taken)
        report("peak memory in MB", peak_memory(small) / 1e6, 150, "")
        if arguments.large:
            folder = scratch / "large"
            folder.mkdir()
            large_repository(folder)
            again = scratch / "small"
            again.mkdir()
            repository(again, TRIVIAL)
            found, taken = ratio(lambda: heal_cost(folder), lambda: heal_cost(again))
            report("heal in 50,000 files, 20,000 commits / small", found, 1.5, taken)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
