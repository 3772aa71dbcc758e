"""Prints which files modules would be imported from, as one line of JSON: name -> [file, marked].

Run as ``python -c SOURCE MARKER WITH_CWD NAME...``. No module is executed: finders are asked for
the top-level name, then for each part below in the folders that the package above has.
"""

import json
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import List, Optional


def find(name: str) -> Optional[str]:
    """Returns the file of a module, None when there is none."""
    path: Optional[List[str]] = None
    spec: Optional[ModuleSpec] = None
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        if end > 1:
            if spec is None or spec.submodule_search_locations is None:
                return None
            path = list(spec.submodule_search_locations)
            # The path of a namespace within it is made from that of the loaded package around.
            package = ModuleType(spec.name)
            package.__path__ = path
            sys.modules.setdefault(spec.name, package)
        spec = first(".".join(parts[:end]), path)
    if spec is None or not spec.has_location:
        return None
    return spec.origin


def first(name: str, path: Optional[List[str]]) -> Optional[ModuleSpec]:
    """Returns the spec that an import would take."""
    for finder in sys.meta_path:
        find_spec = getattr(finder, "find_spec", None)
        spec: Optional[ModuleSpec] = find_spec(name, path) if find_spec else None
        if spec is not None:
            return spec
    return None


def is_marked(file: str, marker: str) -> bool:
    """Returns whether the file begins with the marker."""
    try:
        with open(file, "rb") as opened:
            return opened.read(len(marker)) == marker.encode()
    except OSError:
        return False


def main() -> None:
    """Prints the answer."""
    marker, with_cwd = sys.argv[1:3]
    if sys.path and sys.path[0] == "" and not with_cwd:
        del sys.path[0]
    found = {}
    for name in sys.argv[3:]:
        try:
            file = find(name)
        except Exception:
            file = None
        if file:
            found[name] = [file, is_marked(file, marker)]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
