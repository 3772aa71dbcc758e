"""What the calls of the file's own functions pass for their parameters."""

from __future__ import annotations

import ast

from healbot.generators.fix_patterns.values.code import Binding, Code, Function


def argument_of(code: Code, binding: Binding) -> ast.expr | None:
    """Returns what the calling frame passes for a parameter, when it is written out."""
    function, parameter = binding.owner, binding.target
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    if not isinstance(parameter, ast.arg):
        return None
    calls = calls_of(code, function)
    frames = code.context.exception.project_frames
    lines = {f.line for f in frames if f.path == code.source.path}
    active = [c for c in calls if lines & set(range(c.lineno, (c.end_lineno or c.lineno) + 1))]
    if len(active) != 1 and len(calls) != 1:
        return None
    return _passed(code, function, parameter, (active if len(active) == 1 else calls)[0])


def calls_of(code: Code, function: Function) -> list[ast.Call]:
    """Returns the calls in the file that name a function or method."""
    found = []
    for call in code.all(ast.Call):
        match call.func:
            case ast.Name(id=name) | ast.Attribute(attr=name) if name == function.name:
                found.append(call)
            case ast.Name(id=name) if function.name == "__init__":
                owner = code.class_of(function)
                if owner is not None and owner.name == name:
                    found.append(call)
    return found


def _passed(code: Code, function: Function, parameter: ast.arg, call: ast.Call) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == parameter.arg:
            return keyword.value
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    if parameter.arg not in names:
        return None
    is_method = isinstance(code.parent(function), ast.ClassDef) and not any(
        isinstance(d, ast.Name) and d.id == "staticmethod" for d in function.decorator_list
    )
    index = names.index(parameter.arg) - (1 if is_method else 0)
    if 0 <= index < len(call.args) and not any(isinstance(a, ast.Starred) for a in call.args):
        return call.args[index]
    return None


def parameters_for(code: Code, call: ast.Call, node: ast.expr) -> list[tuple[Function, str]]:
    """Returns the own functions that a call may mean and their parameter that takes `node`."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    functions = code.functions(name) or [
        m
        for cls in code.classes(name)
        for m in cls.body
        if isinstance(m, ast.FunctionDef) and m.name == "__init__"
    ]
    found = []
    for function in functions:
        for argument in (*function.args.posonlyargs, *function.args.args):
            if _passed(code, function, argument, call) is node:
                found.append((function, argument.arg))
    return found
