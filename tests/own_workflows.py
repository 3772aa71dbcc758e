"""healbot's own healing comes from the templates of ``healbot init``.

``python -m tests.own_workflows`` writes the files anew after a change of a template.
"""

from __future__ import annotations

from pathlib import Path

from healbot.init_workflow import Recipe, render

FOLDER = Path(__file__).parents[1] / ".github" / "workflows"
RECIPE = Recipe(
    action="./",
    test='.venv/bin/pytest -q -m "not slow"',
    install=("python -m venv .venv", ".venv/bin/pip install --quiet -e '.[dev]'"),
    python="3.12",
    watched=("CI",),
)


def own_workflows() -> dict[str, str]:
    """Returns the files that the templates make, by name."""
    return {
        "heal.yml": render("heal", RECIPE, "Heal"),
        "heal-workflow-run.yml": render("workflow_run", RECIPE, "Heal after CI"),
        "healbot-comments.yml": render("comments", RECIPE, "healbot comments"),
    }


if __name__ == "__main__":
    for name, text in own_workflows().items():
        (FOLDER / name).write_text(text, "utf-8")
