"""``FileNotFoundError``: the file stands beside the script, or under almost the same name.

Only files of the project are looked at, and a name is corrected only when one file fits.
"""

from __future__ import annotations

import ast
import posixpath
import re
import shlex
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import import_module, import_name
from healbot.generators.fix_patterns.values.kinds import kind_of
from healbot.generators.fix_patterns.values.streams import called_name, is_open, mode_of
from healbot.generators.fix_patterns.values.words import closest

_MAX_FOLDERS = 60


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the path under which the file exists."""
    try:
        path = ast.literal_eval(match["path"])
    except (ValueError, SyntaxError):
        return
    if not isinstance(path, str) or not path or _is_written(code):
        return
    yield from _command(code, path)
    yield from _unstripped(code, path)
    fix = _beside_script(code, path)
    if fix is not None:
        yield fix
        return
    found = _existing(code, path)
    if found is not None:
        yield from _renamed(code, path, *found)


def _is_written(code: Code) -> bool:
    return any(is_open(c) and mode_of(c)[:1] in ("w", "a", "x") for c in code.failing(ast.Call))


def _full(code: Code, path: str) -> str:
    """Returns a path of the run relative to the project root."""
    return posixpath.normpath(posixpath.join(code.context.problem.reproducer.cwd, path))


def _exists(code: Code, full: str) -> bool:
    if full.startswith(("..", "/")):
        return False
    folder, name = posixpath.split(full)
    names = code.context.problem.files.names(folder or ".")
    return name in names or f"{name}/" in names


def _beside_script(code: Code, path: str) -> Fix | None:
    """The run starts in another folder than the script's."""
    folder = posixpath.dirname(code.source.path) or "."
    cwd = posixpath.normpath(code.context.problem.reproducer.cwd)
    if folder == cwd or path.startswith("/"):
        return None
    if not _exists(code, posixpath.normpath(posixpath.join(folder, path))):
        return None
    moved = [
        node
        for node in code.all(ast.Constant)
        if isinstance(node.value, str)
        and _names_file(code, node)
        and _exists(code, posixpath.normpath(posixpath.join(folder, node.value)))
        and not _exists(code, _full(code, node.value))
    ]
    if not any(node.value == path for node in moved):
        return None
    imports_os = any(
        a.name == "os" for n in code.tree.body if isinstance(n, ast.Import) for a in n.names
    )
    edits: tuple[SourceEdit, ...] = ()
    if imports_os and not any(_is_pathlib(code, node) for node in moved):
        before, after = "os.path.join(os.path.dirname(os.path.abspath(__file__)), ", ")"
    else:
        name, edits = import_name(code, "pathlib", "Path")
        before, after = f"{name}(__file__).parent / ", ""
    changes = [code.replace(n, before + code.text(n) + after) for n in moved]
    return Fix(
        (*edits, *changes),
        f"{path} stands beside the script, but the run starts in another folder; the path is taken "
        "from the script's own place.",
        0.93,
    )


def _is_pathlib(code: Code, node: ast.Constant) -> bool:
    parent = code.parent(node)
    return isinstance(parent, ast.Call) and called_name(parent) == "Path"


def _names_file(code: Code, node: ast.Constant) -> bool:
    """Whether a text is handed over as a path, or is the value of a variable."""
    parent = code.parent(node)
    if isinstance(parent, ast.Call) and parent.args[:1] == [node]:
        return called_name(parent) not in ("print", "input", "join", "get")
    return isinstance(parent, (ast.Assign, ast.AnnAssign)) and bool(
        re.search(r"[./]", str(node.value))
    )


def _existing(code: Code, path: str) -> tuple[str, float] | None:
    """Returns how the path must be written to reach the one file that fits."""
    simple = path.replace("\\", "/")
    if simple != path and _exists(code, _full(code, simple)):
        return simple, 0.93
    if path.strip() != path and _exists(code, _full(code, path.strip())):
        return path.strip(), 0.92
    if path.startswith("/") and _exists(code, _full(code, path.lstrip("/"))):
        return path.lstrip("/"), 0.9
    if path.startswith("/"):
        return None
    return _corrected(code, simple) or _other_extension(code, simple) or _elsewhere(code, simple)


def _corrected(code: Code, path: str) -> tuple[str, float] | None:
    """Corrects each part of a path that does not exist by the one close name."""
    done: list[str] = []
    sure = 1.0
    for part in path.split("/"):
        here = posixpath.join(*done) if done else "."
        folder = _full(code, here)
        if folder.startswith(".."):
            return None
        names = [n.rstrip("/") for n in code.context.problem.files.names(folder)]
        if part in (".", "..") or part in names:
            done.append(part)
            continue
        found = _close_name(part, names)
        if found is None:
            return None
        done.append(found[0])
        sure = min(sure, found[1])
    return "/".join(done), min(sure, 0.93)


def _close_name(part: str, names: list[str]) -> tuple[str, float] | None:
    stem, extension = posixpath.splitext(part)
    same = {
        s: n for n in names for s, e in [posixpath.splitext(n)] if e.lower() == extension.lower()
    }
    if stem in same:
        return same[stem], 0.93  # only the extension's case differs
    found = closest(stem, same)
    return (same[found[0]], found[1]) if found is not None else None


def _other_extension(code: Code, path: str) -> tuple[str, float] | None:
    folder, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    names = code.context.problem.files.names(_full(code, folder or "."))
    same = [n for n in names if n.split(".", 1)[0] == stem and not n.endswith("/")]
    same = [n for n in same if posixpath.join(_full(code, folder), n) != code.source.path]
    if len(same) != 1 or same[0].endswith((".py", ".pyc")):
        return None
    alike = {posixpath.splitext(n)[1][1:4].lower() for n in (name, same[0])}
    return posixpath.join(folder, same[0]), 0.85 if len(alike) == 1 or not posixpath.splitext(name)[
        1
    ] else 0.6


def _elsewhere(code: Code, path: str) -> tuple[str, float] | None:
    """Returns the one file of that name in another folder of the project."""
    name = posixpath.basename(path)
    found = [full for full in _all_files(code) if posixpath.basename(full) == name]
    if len(found) != 1:
        return None
    cwd = posixpath.normpath(code.context.problem.reproducer.cwd)
    return posixpath.relpath(found[0], cwd), 0.85


def _all_files(code: Code) -> Iterator[str]:
    queue = ["."]
    for _ in range(_MAX_FOLDERS):
        if not queue:
            return
        folder = queue.pop(0)
        for name in code.context.problem.files.names(folder):
            full = posixpath.normpath(posixpath.join(folder, name))
            if name.endswith("/"):
                if not name.startswith((".", "__pycache__", "venv", "node_modules")):
                    queue.append(full)
            else:
                yield full


def _renamed(code: Code, path: str, new: str, sure: float) -> Iterator[Fix]:
    """Yields the edit of the literal that holds the path, or of the part of it that is wrong."""
    pairs = [(path, new)]
    old_parts, new_parts = re.split(r"[/\\]", path), new.split("/")
    if len(old_parts) == len(new_parts):
        pairs += [(o, n) for o, n in zip(old_parts, new_parts, strict=True) if o != n]
    for old, text in pairs:
        nodes = [n for n in code.all(ast.Constant) if n.value == old]
        edits = []
        for node in nodes:
            quote = code.text(node)[-1]
            edits.append(code.replace(node, f"{quote}{text}{quote}"))
        if edits:
            yield Fix(
                tuple(edits), f"There is no file {path!r} here; the one that fits is {new!r}.", sure
            )
            return


def _unstripped(code: Code, path: str) -> Iterator[Fix]:
    """A name that was read from a file still has its line end."""
    if path == path.strip() or not _exists(code, _full(code, path.strip())):
        return
    for call in code.failing(ast.Call):
        for node in call.args[:1]:
            if isinstance(node, ast.Name) and kind_of(code, node) == "str":
                yield Fix(
                    (code.insert(code.span(node)[1], ".strip()"),),
                    "The file's name still has the line end of where it was read.",
                    0.93,
                )
                return


def _command(code: Code, path: str) -> Iterator[Fix]:
    """``subprocess.run("ls -l")`` without a shell: the words must be a list."""
    for call in code.failing(ast.Call):
        match call:
            case ast.Call(
                func=ast.Attribute(attr=attr), args=[ast.Constant(value=str(text)) as node, *_]
            ):
                words = text.split()
                plain = not re.search(r"[|&;<>$*?`~'\"\\]", text)
                if text == path and len(words) > 1 and attr in _RUNNERS and plain:
                    listed = ", ".join(f'"{word}"' for word in shlex.split(text))
                    yield Fix(
                        (code.replace(node, f"[{listed}]"),),
                        "Without a shell, a command is a list of words.",
                        0.88,
                    )


_RUNNERS = frozenset({"run", "call", "check_call", "check_output", "Popen"})


def folder(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the creation of the folder that an output file is written to."""
    try:
        path = ast.literal_eval(match["path"])
    except (ValueError, SyntaxError):
        return
    if not isinstance(path, str) or path.startswith(("/", "~", "..")) or code.statement is None:
        return
    for call in code.failing(ast.Call):
        target = _written_path(call)
        if target is None:
            continue
        parent = posixpath.dirname(path)
        if not parent or _exists(code, _full(code, parent)):
            return
        if called_name(call) == "mkdir":
            yield from _make_parents(code, call)
            return
        yield from _make_folder(code, call, target, path)
        return


def _written_path(call: ast.Call) -> ast.expr | None:
    """Returns the path that a call writes to."""
    name = called_name(call)
    if name in ("write_text", "write_bytes", "touch") and isinstance(call.func, ast.Attribute):
        return call.func.value
    if is_open(call) and mode_of(call)[:1] in ("w", "a", "x"):
        is_method = (
            isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") != "io"
        )
        return (
            call.func.value if is_method and isinstance(call.func, ast.Attribute) else _first(call)
        )
    if name in ("to_csv", "savefig", "save", "to_json", "mkdir"):
        return _first(call)
    if name in ("copy", "copyfile", "move", "copy2", "rename") and len(call.args) > 1:
        return call.args[1]
    return None


def _first(call: ast.Call) -> ast.expr | None:
    if call.args:
        return call.args[0]
    return call.func.value if isinstance(call.func, ast.Attribute) else None


def _make_parents(code: Code, call: ast.Call) -> Iterator[Fix]:
    if isinstance(call.func, ast.Attribute) and ast.unparse(call.func) == "os.mkdir":
        end = code.span(call.func)[1]
        yield Fix(
            (SourceEdit(code.source.path, end - len("mkdir"), end, "makedirs"),),
            "os.makedirs() also makes the folders above.",
            0.9,
        )
    elif not call.args and not call.keywords:
        yield Fix(
            (code.insert(code.span(call)[1] - 1, "parents=True"),),
            "parents=True also makes the folders above.",
            0.9,
        )


def _make_folder(code: Code, call: ast.Call, target: ast.expr, path: str) -> Iterator[Fix]:
    if code.statement is None:
        return
    if kind_of(code, target) == "str" or isinstance(target, (ast.Constant, ast.JoinedStr)):
        name, edits = import_module(code, "os")
        if isinstance(target, ast.Constant):
            where = f'"{posixpath.dirname(path)}"'
        else:
            where = f"{name}.path.dirname({code.text(target)})"
        line = f"{name}.makedirs({where}, exist_ok=True)"
    elif isinstance(target, (ast.Name, ast.Attribute)):
        edits, line = (), f"{code.text(target)}.parent.mkdir(parents=True, exist_ok=True)"
    elif isinstance(target, ast.BinOp) and isinstance(target.op, ast.Div):
        edits, line = (), f"({code.text(target)}).parent.mkdir(parents=True, exist_ok=True)"
    else:
        return
    yield Fix(
        (*edits, code.line_before(code.statement, line)),
        f"The folder of {path!r} does not exist yet; it is made before the file is written.",
        0.85,
    )


def exists(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``exist_ok=True`` for a folder that is there already."""
    for call in code.failing(ast.Call):
        name = called_name(call)
        if name == "makedirs" or (
            name == "mkdir"
            and isinstance(call.func, ast.Attribute)
            and ast.unparse(call.func.value) != "os"
        ):
            end = code.span(call)[1] - 1
            comma = ", " if call.args or call.keywords else ""
            yield Fix(
                (code.insert(end, f"{comma}exist_ok=True"),), "The folder exists already.", 0.45
            )
        elif ast.unparse(call.func) == "os.mkdir" and len(call.args) == 1:
            end = code.span(call.func)[1]
            yield Fix(
                (
                    SourceEdit(code.source.path, end - len("mkdir"), end, "makedirs"),
                    code.insert(code.span(call)[1] - 1, ", exist_ok=True"),
                ),
                "The folder exists already.",
                0.45,
            )


PATTERN = value_pattern(
    "missing_file",
    {"FileNotFoundError", "FileExistsError", "OSError"},
    {
        r"^\[Errno 2\] No such file or directory: (?P<path>'.*'|\".*\")$": propose,
        r"^\[Errno 2\] No such file or directory: (?:'.*' -> )?(?P<path>'[^']*'|"
        r"\"[^\"]*\")$": folder,
        r"^Cannot save file into a non-existent directory: (?P<path>'.*')$": folder,
        r"^\[Errno 17\] File exists": exists,
    },
)
