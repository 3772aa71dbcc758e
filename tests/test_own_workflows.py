"""healbot's own workflows are what the templates of ``healbot init`` make."""

from __future__ import annotations

import re

from healbot.init_workflow import CHECKOUT, DOWNLOAD, SETUP_PYTHON, UPLOAD
from tests.own_workflows import FOLDER, own_workflows


def test_they_are_as_the_templates_make_them() -> None:
    for name, text in own_workflows().items():
        shown = "python -m tests.own_workflows"
        assert (FOLDER / name).read_text("utf-8") == text, f"write them anew: {shown}"


def test_all_use_the_same_actions() -> None:
    known = {CHECKOUT, SETUP_PYTHON, UPLOAD, DOWNLOAD}
    for file in FOLDER.glob("*.yml"):
        found = re.findall(r"uses: (actions/.+)", file.read_text("utf-8"))
        assert set(found) <= known, file.name
