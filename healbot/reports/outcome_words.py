"""What became of an attempt, in a few words and a colour."""

from __future__ import annotations

from healbot.core.session import Outcome

OUTCOME_STYLES = {
    Outcome.VALIDATED: "bold green",
    Outcome.PLAUSIBLE: "green",
    Outcome.NEW_FAILURE: "yellow",
    Outcome.SAME_FAILURE: "red",
    Outcome.REGRESSION: "red",
    Outcome.INCONCLUSIVE: "magenta",
}
OUTCOME_WORDS = {
    Outcome.VALIDATED: "proven",
    Outcome.PLAUSIBLE: "passes, not proven yet",
    Outcome.NEW_FAILURE: "progress: fails later",
    Outcome.SAME_FAILURE: "same failure",
    Outcome.REGRESSION: "worse",
    Outcome.INCONCLUSIVE: "passes, but not proven",
    Outcome.INAPPLICABLE: "could not be applied",
    Outcome.TAMPERING: "refused: tampering",
    Outcome.DUPLICATE: "tried before",
}
