"""``readable-output``: no ``<filter object at 0x7f…>`` is printed where there was none."""

from __future__ import annotations

import re

from healbot.core.evidence import GateCase
from healbot.core.verdict import Judgement, Verdict

_OBJECT = re.compile(
    r"<((?:[\w.]+ object|generator object [\w.<>]+|coroutine object [\w.<>]+|function [\w.<>]+"
    r"|bound method [\w.<>]+ of <?[\w. ]+)) at 0x[0-9a-fA-F]+>"
    r"|<(built-in (?:function|method) [\w.]+)"
)


class ReadableOutput:
    """A patch that makes a script print an object in place of its content has lost its meaning."""

    id = "readable-output"
    description = "No object is printed in place of its content where there was none before."

    def judge(self, case: GateCase) -> Verdict | None:
        """Is inconclusive when such an object is new; does not apply to test runs."""
        if case.is_test_run:
            return None
        printed = case.without_patch[0].execution.stdout if case.without_patch else ""
        known = {match[1] for match in _OBJECT.finditer(printed)}
        for match in _OBJECT.finditer(case.with_patch[0].execution.stdout):
            if match[1] not in known:
                detail = f"prints {match[0]}, which nobody means"
                return Verdict(self.id, Judgement.INCONCLUSIVE, detail)
        detail = "no object is printed in place of its content"
        return Verdict(self.id, Judgement.PASS, detail)
