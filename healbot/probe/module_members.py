"""Prints the names in a module (dotted, from the command line) as one line of JSON."""

import contextlib
import importlib
import io
import json
import sys
from typing import List


def main() -> None:
    """Imports the module, quietly, and prints its names; ``[]`` when that fails."""
    names: List[str] = []
    with contextlib.redirect_stdout(io.StringIO()):  # `import this` prints
        try:
            module = importlib.import_module(sys.argv[1])
            names = sorted(set(dir(module)) | set(getattr(module, "__all__", ())))
        except BaseException:
            names = []
    print(json.dumps([name for name in names if isinstance(name, str)][:5000]))


if __name__ == "__main__":
    main()
