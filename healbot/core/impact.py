"""Which test files a change reaches, as far as the imports tell.

A static approximation of test impact analysis (Gligoric et al., "Practical regression test
selection with dynamic file dependencies", 2015, section 2): a test file is reached when it, or
anything it imports, imports a changed file. Imports by computed name are not seen.
"""

from __future__ import annotations

import ast
import posixpath
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping

from healbot.core.syntax_tree import syntax_tree


def impacted_tests(
    sources: Mapping[str, str], changed: Iterable[str], is_test: Callable[[str], bool]
) -> tuple[str, ...]:
    """Returns the sorted test files that depend on one of the `changed` files.

    `sources` are the texts of the project's Python files by path (POSIX separators). A
    ``conftest.py`` stands for the tests in its folder and below.
    """
    importers = _importers(sources)
    reached = set(changed)
    queue = deque(reached)
    while queue:
        for path in importers[queue.popleft()]:
            if path not in reached:
                reached.add(path)
                queue.append(path)
    tests = {path for path in sources if is_test(path) and _is_test_module(path)}
    folders = [posixpath.dirname(p) for p in reached if posixpath.basename(p) == "conftest.py"]
    below = {p for p in tests if any(not f or p.startswith(f + "/") for f in folders)}
    return tuple(sorted((tests & reached) | below))


def _is_test_module(path: str) -> bool:
    name = posixpath.basename(path)
    return name.startswith("test") or name.endswith(("_test.py", "_tests.py"))


def _importers(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Returns for each file the files that import it."""
    by_module = _modules(sources)
    importers: dict[str, set[str]] = defaultdict(set)
    for path, text in sources.items():
        for name in _imported(path, text):
            for imported in by_module.get(name, ()):
                if imported != path:
                    importers[imported].add(path)
    return importers


def _modules(sources: Iterable[str]) -> dict[str, list[str]]:
    """Returns the files by every dotted name under which they might be imported.

    Which folder is on the path is not known, so each tail of the path is a name:
    ``src/shop/cart.py`` is ``cart``, ``shop.cart`` and ``src.shop.cart``.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for path in sources:
        parts = path.removesuffix(".py").split("/")
        if parts[-1] == "__init__":
            parts.pop()
        for start in range(len(parts)):
            found[".".join(parts[start:])].append(path)
    return found


def _imported(path: str, text: str) -> Iterator[str]:
    """Yields the dotted names that a file may import, and the packages they lie in."""
    tree = syntax_tree(text)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _with_packages(alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                folder = path.split("/")[: -node.level]
                base = ".".join([*folder, *([base] if base else [])])
            yield from _with_packages(base)
            yield from (f"{base}.{alias.name}" if base else alias.name for alias in node.names)


def _with_packages(name: str) -> Iterator[str]:
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        yield ".".join(parts[:end])
