"""What a script that is written for a goal may do, and a fix may not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from healbot.core.source import SourceFile
from healbot.core.tampering import GuardContext, Severity, examine

TARGET = "scrape.py"
WRITTEN = GuardContext(
    target=TARGET, is_written=True, importable_modules=frozenset({"requests", "bs4"})
)
SCRAPER = """\
import argparse
import json
import random
import sys
import time
import urllib.request

import requests
from bs4 import BeautifulSoup


def rows(page):
    try:
        return [item.text for item in BeautifulSoup(page, "html.parser").find_all("li")]
    except Exception:
        return []


def fetch(address):
    for attempt in range(3):
        try:
            return requests.get(address, timeout=10).text
        except requests.RequestException:
            time.sleep(random.random())
    with urllib.request.urlopen(address) as page:
        return page.read().decode("utf-8", errors="replace")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    found = rows(fetch(parser.parse_args().address))
    if not found:
        raise SystemExit("nothing was found")
    with open("rows.json", "w") as file:
        json.dump(found, file)  # noqa: S101
    print(json.dumps(found))
    sys.exit(0)


if __name__ == "__main__":
    main()
"""


def _rules(
    text: str, context: GuardContext = WRITTEN, path: str = TARGET, before: str | None = None
) -> list[str]:
    old = SourceFile.absent(path) if before is None else SourceFile(path, before.encode())
    found = examine({path: old}, {path: SourceFile(path, text.encode())}, context)
    return [finding.rule for finding in found]


def test_an_ordinary_scraper_with_and_without_the_network() -> None:
    assert set(_rules(SCRAPER)) == {"uses-network"}
    assert _rules(SCRAPER, replace(WRITTEN, network=True)) == []


def test_the_network_alone_does_not_widen_what_a_fix_may_do() -> None:
    repaired = GuardContext(target=TARGET, network=True)
    client = "import socket\nprint(socket.create_connection(('a', 1)))\n"
    assert "uses-network" in _rules(client, repaired, before="print(1)\n")
    assert "ends-the-process" in _rules("import sys\nsys.exit(0)\n", repaired, before="print(1)\n")


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("import subprocess\nsubprocess.run(['ls'])\n", "starts-processes"),
        ("import os\nos.system('ls')\n", "starts-processes"),
        ("exec('print(1)')\n", "runs-code"),
        ("import ctypes\nctypes.CDLL('x')\n", "native-code"),
        ("import pickle\npickle.loads(b'')\n", "unpickles"),
        ("import os\nos._exit(0)\n", "kills-the-process"),
        ("import os\nos.environ['PYTEST_CURRENT_TEST']\n", "detects-tests"),
        ("import builtins\nbuiltins.print = None\n", "patches-modules"),
        ("import sys\nsys.settrace(None)\n", "hooks-interpreter"),
        ("import os\ngetattr(os, input())('ls')\n", "computed-name"),
        ("x = 1  # \u202e\n", "hidden-characters"),
        ("import unheard_of\n", "unknown-import"),
        ("open('tests/test_a.py', 'w').write('')\n", "writes-tests"),
    ],
)
@pytest.mark.parametrize("network", [False, True])
def test_what_stays_rejected(code: str, rule: str, network: bool) -> None:
    assert rule in _rules(code, replace(WRITTEN, network=network))


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("helper.py", "beside-the-script"),
        ("tests/test_scrape.py", "tests-changed"),
        ("conftest.py", "tests-changed"),
    ],
)
def test_only_the_script_is_written(path: str, rule: str) -> None:
    assert rule in _rules("x = 1\n", path=path)
    assert "beside-the-script" in _rules("x = 1\n", path=path)
    assert "beside-the-script" in _rules("x = 2\n", path=path, before="x = 1\n")


def test_the_script_may_be_named_like_a_test_and_not_like_a_module() -> None:
    named = replace(WRITTEN, target="load_test.py")
    assert _rules("print(1)\n", named, path="load_test.py") == []
    assert _rules("print(1)\n", replace(WRITTEN, target="json.py"), path="json.py") == [
        "shadows-module"
    ]


def test_flags_that_a_person_has_to_see() -> None:
    deletes = "import shutil\nshutil.rmtree('old')\nprint(1)\n"
    (found,) = examine({TARGET: None}, {TARGET: SourceFile(TARGET, deletes.encode())}, WRITTEN)
    assert (found.rule, found.severity) == ("deletes-files", Severity.FLAG)
    assert _rules("print(1\n") == ["unreadable-code"]
