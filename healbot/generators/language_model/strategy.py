"""How the model is asked."""

from __future__ import annotations

from enum import StrEnum


class Strategy(StrEnum):
    """How the model is asked."""

    NORMAL = "normal"
    WIDER = "wider"
    """More context and other files."""
    HYPOTHESES = "hypotheses"
    """Three distinct explanations, each with a fix."""
