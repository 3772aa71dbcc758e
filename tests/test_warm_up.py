"""What is imported in the background is what a heal goes on to need."""

from __future__ import annotations

import subprocess
import sys

LATER = """
import sys
from healbot import workshop
from healbot.warm_up import warm_up
before = set(sys.modules)
warm_up().join()
print(*sorted(name for name in set(sys.modules) - before if name.startswith("healbot.")))
"""


def test_imports_what_is_not_there_yet() -> None:
    done = subprocess.run([sys.executable, "-c", LATER], capture_output=True, text=True, check=True)
    imported = done.stdout.split()
    assert "healbot.core.tampering.registry" in imported
    assert "healbot.generators.fix_patterns.values.code" in imported
    assert "healbot.generators.fix_patterns.values.date_format" not in imported
    assert done.stderr == ""
