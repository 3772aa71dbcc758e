"""The terminal that README shows is what healbot prints.

``HEALBOT_RENEW_SNAPSHOTS=1 pytest -n0 tests/end_to_end/test_recording.py`` writes it anew.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from tests.git_project import GitProject

README = Path(__file__).parents[2] / "README.md"
BEGINS, ENDS = "<!-- begin: a terminal -->\n```console\n", "```\n<!-- end: a terminal -->\n"
FILES = {
    "cart/__init__.py": 'def total(items):\n    return sum(item["prise"] for item in items)\n',
    "tests/test_cart.py": "from cart import total\n\n\n"
    'def test_total():\n    assert total([{"price": 3}]) == 3\n',
    "pyproject.toml": '[project]\nname = "cart"\nversion = "1"\n\n[dependency-groups]\n'
    'dev = ["pytest"]\n',
}


def test_readme_shows_it(tmp_path: Path) -> None:
    project = GitProject(tmp_path)
    for path, text in FILES.items():
        project.write(path, text)
    project.commit()
    result = project.healbot("fix", "--sandbox", "overlay", "--python", sys.executable)
    assert result.exit_code == 0, result.said
    seen = f"$ healbot fix\n{_fixed(result.stderr)}{_fixed(result.stdout)}"
    readme = README.read_text("utf-8")
    before, _, rest = readme.partition(BEGINS)
    shown, _, after = rest.partition(ENDS)
    if os.environ.get("HEALBOT_RENEW_SNAPSHOTS"):
        README.write_text(f"{before}{BEGINS}{seen}{ENDS}{after}", "utf-8")
        shown = seen
    assert shown == seen


def _fixed(text: str) -> str:
    """Returns `text` with the same seconds and the same interpreter each time."""
    text = re.sub(r"attempts?, \d+\.\d s", lambda found: found[0].split(",")[0] + ", 4.1 s", text)
    return re.sub(r"^python: .*\n", "python: .venv/bin/python\n", text, flags=re.MULTILINE)
