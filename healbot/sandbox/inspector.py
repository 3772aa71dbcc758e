"""Asks the project's interpreter, inside the sandbox, for facts that a traceback does not print."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from healbot.core.observation import CrashState, InterpreterFacts, ObservedValue
from healbot.core.source import SourceFile
from healbot.ports import Command, Runner, Sandbox
from healbot.probe_source import probe_source

_TIMEOUT = 30.0
_MAX_STATE_BYTES = 16 * 1024 * 1024


class SandboxInspector:
    """The `healbot.ports.Inspector` of one state of the project's files.

    What a probe prints was in the hands of untrusted code: every field is checked for its type and
    anything else counts as "nothing seen".
    """

    def __init__(
        self,
        sandbox: Sandbox,
        runner: Runner,
        cwd: str,
        interpreter: str,
        changes: Mapping[str, SourceFile],
        timeout: float,
        facts: Callable[[], InterpreterFacts] | None = None,
    ) -> None:
        """`timeout` is in seconds; `facts` shares what another inspector found out.

        `cwd` is the folder that modules are imported from, relative to the root.
        """
        self._sandbox = sandbox
        self._runner = runner
        self._cwd = cwd
        self._interpreter = interpreter
        self._changes = changes
        self._timeout = timeout
        self._members: dict[str, tuple[str, ...]] = {}
        self._known_facts = facts

    def interpreter(self) -> InterpreterFacts:
        """Returns what the project's interpreter is; empty facts when it cannot say."""
        return self._known_facts() if self._known_facts else self._facts

    def members(self, module: str) -> tuple[str, ...]:
        """Returns the sorted names in `module` (dotted); ``()`` when it cannot be imported."""
        if module not in self._members:
            answer = self._ask("module_members", module)
            names = answer if isinstance(answer, list) else []
            self._members[module] = tuple(name for name in names if isinstance(name, str))
        return self._members[module]

    def crash(self) -> CrashState | None:
        """Returns the state at the crash, ``None`` when nothing could be seen."""
        return self._crash

    @cached_property
    def _facts(self) -> InterpreterFacts:
        answer = self._ask("interpreter_facts")
        data = answer if isinstance(answer, dict) else {}
        version = [part for part in _list(data.get("version")) if isinstance(part, int)]
        major, minor, micro = (version + [3, 8, 0][len(version) :])[:3]
        return InterpreterFacts(
            executable=str(data.get("executable", self._interpreter)),
            version=(major, minor, micro),
            stdlib_modules=frozenset(_strings(data.get("stdlib_modules"))),
            installed_modules={
                key: value
                for key, value in _dict(data.get("installed_modules")).items()
                if isinstance(value, str)
            },
            builtins=frozenset(_strings(data.get("builtins"))),
        )

    @cached_property
    def _crash(self) -> CrashState | None:
        output = f".healbot-probe-{secrets.token_hex(8)}.json"
        with self._sandbox.fresh_tree(self._changes) as tree:
            command = self._runner.crash_command(tree.root, f"{tree.root}/{output}")
            if command is None:
                return None
            tree.run(replace(command, timeout=self._timeout))
            data = tree.read(output, _MAX_STATE_BYTES)
        return crash_state_from_json(data) if data else None

    def _ask(self, probe: str, *arguments: str) -> Any:
        """Runs a probe that prints one line of JSON; returns it parsed, ``None`` on any trouble."""
        argv = (self._interpreter, "-c", probe_source(probe), *arguments)
        with self._sandbox.fresh_tree(self._changes) as tree:
            execution = tree.run(Command(argv, cwd=self._cwd, timeout=min(self._timeout, _TIMEOUT)))
        lines = execution.stdout.strip().splitlines()
        try:
            return json.loads(lines[-1]) if lines else None
        except (ValueError, RecursionError):
            return None


def crash_state_from_json(data: bytes) -> CrashState | None:
    """Returns the state that ``probe/crash_state.py`` wrote; ``None`` if it has another form."""
    try:
        state = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(state, dict) or not isinstance(state.get("path"), str):
        return None
    attributes = _dict(state.get("attributes"))
    line = state.get("line")
    raw_object = state.get("object")
    return CrashState(
        path=state["path"],
        line=line if isinstance(line, int) else 0,
        function=str(state.get("function", "")),
        local_values=_values(state.get("locals"), attributes),
        global_values=_values(state.get("globals"), attributes),
        expression_values=_values(state.get("expressions"), attributes),
        exception_object=_value(raw_object, attributes) if isinstance(raw_object, dict) else None,
    )


def _values(data: object, attributes: Mapping[str, Any]) -> dict[str, ObservedValue]:
    return {
        name: _value(value, attributes)
        for name, value in _dict(data).items()
        if isinstance(value, dict)
    }


def _value(data: Mapping[str, Any], attributes: Mapping[str, Any]) -> ObservedValue:
    length, text, parameters = data.get("length"), data.get("text"), data.get("parameters")
    return ObservedValue(
        type_name=str(data.get("type", "object")),
        attributes=_strings(attributes.get(str(data.get("attributes", "")))),
        keys=_strings(data.get("keys")),
        length=length if isinstance(length, int) else None,
        text=text if isinstance(text, str) else None,
        item_types=_strings(data.get("item_types")),
        parameters=_strings(parameters) if isinstance(parameters, list) else None,
    )


def _dict(data: object) -> dict[str, Any]:
    return data if isinstance(data, dict) else {}


def _list(data: object) -> list[Any]:
    return data if isinstance(data, list) else []


def _strings(data: object) -> tuple[str, ...]:
    return tuple(item for item in _list(data) if isinstance(item, str))
