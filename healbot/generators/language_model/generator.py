"""The generator ``language_model``: asks a model, tries what it proposes, tells it how that went.

The loop is that of self-reflection (Shinn et al., "Reflexion", NeurIPS 2023), with executions
instead of the model's own judgement: each attempt comes back as evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from healbot.core.bill import NOTHING_BILLED, Bill
from healbot.core.budget import BudgetSpent
from healbot.core.errors import ModelUnusable, Refused
from healbot.core.model_call import CallFailed, ModelReply, StopReason
from healbot.core.patch import Patch, Unusable
from healbot.generators.language_model.briefs import Brief, Briefs
from healbot.generators.language_model.conversation import Asks, Conversation
from healbot.generators.language_model.edit_matching import InapplicableReply, resolve
from healbot.generators.language_model.reflection import Plan, plan_next
from healbot.generators.language_model.reply import Reply, UnusableReply
from healbot.generators.language_model.reply_parser import parse_reply
from healbot.generators.language_model.strategy import Strategy
from healbot.ports import Problem, Tried

MAX_UNUSABLE = 3
"""After so many answers in a row that hold no patch to try, the generator ends."""
MAX_RATIONALE = 1200
"""Characters of an explanation that are kept."""
_UNACCEPTABLE = {
    StopReason.LENGTH: (
        "the answer was cut off at the token limit",
        "Your answer was cut off. Answer again with the JSON object only, and be brief.",
    ),
    StopReason.REFUSAL: (
        "the model refused to answer",
        "Answer with the JSON object. If you cannot propose a fix, say why in cannot_fix.",
    ),
    StopReason.TOOL_USE: (
        "the model kept looking around and did not answer",
        "Answer now with the JSON object; nothing more can be looked at.",
    ),
    StopReason.PAUSED: ("the model paused instead of answering", "Answer with the JSON object."),
    StopReason.UNKNOWN: (
        "the answer ended in a way that healbot does not know",
        "Answer with the JSON object.",
    ),
}


@dataclass
class LanguageModel:
    """Asks a model for patches; its own state is what it spent and why it ended."""

    regular: Callable[[], Asks]
    """The model that is asked first; made when it is first needed."""
    stronger: Callable[[], Asks] | None
    briefs: Briefs
    redact: Callable[[str], str] = str
    say: Callable[[str], None] = lambda text: None
    """Is told what is going on."""
    prepare: Callable[[], None] = lambda: None
    """Is called when a model will be asked soon."""
    refused: Callable[[ModelUnusable], None] = lambda error: None
    """Is told that the model can never be asked."""
    carry_over: Callable[[Bill], None] = lambda bill: None
    """Is told what earlier runs of the session took; it counts for the caps."""
    name: str = "language_model"
    pending: Bill = NOTHING_BILLED
    _remarks: list[str] = field(default_factory=list)
    _ended: bool = False
    _earlier: Bill | None = None
    """What earlier runs took and nobody was told of yet."""

    @property
    def remark(self) -> str:
        """Says why no further answer was asked for."""
        return "; ".join(dict.fromkeys(self._remarks))

    def booked(self, bill: Bill) -> None:
        """Is told of every call that was, or may have been, billed."""
        self.pending += bill

    def propose(self, problem: Problem) -> Iterator[Patch | Unusable]:
        """Yields what the model proposes, until it has no more to say or may not be asked.

        Raises `healbot.core.errors.ModelUnusable` when the model can never be asked.
        """
        if self._ended:
            return
        if self._earlier is None:
            self._earlier = problem.spent
            self.prepare()
        dialogue = _Dialogue(self, problem)
        unusable = 0
        while unusable < MAX_UNUSABLE:
            plan = plan_next([item.attempt for item in dialogue.mine], problem.attempts_left())
            if plan is None:
                self._remarks.append(
                    f"the model's last {len(dialogue.mine)} proposals led to the same failure"
                )
                return
            reply = self._answer(dialogue, plan)
            if reply is None:
                return
            found = False
            for item in self._candidates(reply, dialogue):
                found = found or isinstance(item, Patch)
                yield item
                dialogue.resumed()
            if dialogue.is_over or self._ended:  # meanwhile another tree may have ended it
                return
            unusable = 0 if found else unusable + 1
        self._remarks.append(f"{MAX_UNUSABLE} answers of the model in a row held nothing to try")
        self._ended = True

    def _answer(self, dialogue: _Dialogue, plan: Plan) -> ModelReply | None:
        """Asks; returns `None`, with a remark, when no answer can be had."""
        caller = self.stronger if plan.stronger and self.stronger else self.regular
        try:
            asks = caller()
            if self._earlier:
                self.carry_over(self._earlier)
                self._earlier = NOTHING_BILLED
            return dialogue.ask(asks, plan.strategy)
        except BudgetSpent as error:
            self._remarks.append(error.reason)
        except ModelUnusable as error:
            self.refused(error)
            raise
        except CallFailed as error:
            self._remarks.append(f"the model could not be asked: {error.reason}")
        self._ended = True
        return None

    def _candidates(self, reply: ModelReply, dialogue: _Dialogue) -> Iterator[Patch | Unusable]:
        """Yields a patch for each fix in the answer, or why there is none."""
        if reply.stop in _UNACCEPTABLE:
            reason, dialogue.feedback = _UNACCEPTABLE[reply.stop]
            yield Unusable(reason, "", self.name, self._take_bill())
            return
        files = dialogue.problem.files
        try:
            answer = parse_reply(
                reply.text, lambda path: files.source(path) is not None, dialogue.place
            )
        except UnusableReply as error:
            dialogue.feedback = error.feedback
            yield Unusable(error.reason, "", self.name, self._take_bill())
            return
        yield from self._patches(answer, dialogue)
        if answer.cannot_fix and not answer.fixes:
            said = self.redact(answer.cannot_fix)[:MAX_RATIONALE]
            self._remarks.append(f"the model sees no fix: {said}")
            dialogue.is_over = True

    def _patches(self, answer: Reply, dialogue: _Dialogue) -> Iterator[Patch | Unusable]:
        for fix in answer.fixes:
            said = self.redact(fix.diagnosis)[:MAX_RATIONALE]
            try:
                edits = resolve(fix, dialogue.problem.files)
            except InapplicableReply as error:
                dialogue.feedback = error.feedback
                yield Unusable(error.reason, said, self.name, self._take_bill())
            except Refused as error:
                dialogue.feedback = error.message
                yield Unusable(error.message, said, self.name, self._take_bill())
            else:
                yield Patch(edits, said, self.name, self._take_bill())

    def _take_bill(self) -> Bill:
        bill, self.pending = self.pending, NOTHING_BILLED
        return bill

    def _conversation(self, brief: Brief) -> Conversation:
        return Conversation(brief.system, brief.looks_around, self.say)


class _Dialogue:
    """One conversation about one tree, and what became of what was proposed in it."""

    def __init__(self, generator: LanguageModel, problem: Problem) -> None:
        self._generator = generator
        self.problem = problem
        self.feedback = ""
        """What was wrong with the last answer."""
        self.is_over = False
        self.mine: list[Tried] = []
        self._told = 0
        self._conversation: Conversation | None = None
        self._widened = False
        self._last_number = _last_number(problem)
        frame = problem.failure.exception.innermost if problem.failure.exception else None
        self.place = frame.path if frame else problem.reproducer.target or None
        """The file that a reply without a path means."""

    def resumed(self) -> None:
        """Looks at what became of the last candidate."""
        tried = self.problem.tried()
        if tried and tried[-1].attempt.number > self._last_number:
            self._last_number = tried[-1].attempt.number
            self.mine.append(tried[-1])

    def ask(self, caller: Asks, strategy: Strategy) -> ModelReply:
        """Says what is new and returns the answer; begins anew when more context is wanted."""
        shrunk = 0
        while True:
            widen = strategy is not Strategy.NORMAL and not self._widened
            if self._conversation is None or widen:
                brief = self._generator.briefs.begin(
                    self.problem, strategy, shrunk, has_tools=caller.has_tools
                )
                conversation, text = self._generator._conversation(brief), brief.user
                if self.feedback:
                    text += "\n" + self._generator.briefs.go_on((), strategy, self.feedback)
            else:
                conversation = self._conversation
                new = tuple(self.mine[self._told :])
                text = self._generator.briefs.go_on(new, strategy, self.feedback)
            reply = conversation.ask(caller, text)
            if reply.stop is not StopReason.CONTEXT_FULL:
                break
            if shrunk == 2:
                raise CallFailed(
                    "the smallest description of the failure is too long for the model",
                    may_be_billed=False,
                    may_pass=False,
                )
            shrunk, self._conversation = shrunk + 1, None
        self._conversation, self._told, self.feedback = conversation, len(self.mine), ""
        self._widened = self._widened or strategy is not Strategy.NORMAL
        return reply


def _last_number(problem: Problem) -> int:
    tried = problem.tried()
    return tried[-1].attempt.number if tried else 0
