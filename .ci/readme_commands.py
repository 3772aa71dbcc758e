"""Runs the shell commands that README.md marks with ``<!-- run -->``, in order, as they stand."""

import pathlib
import re
import subprocess
import sys

readme = pathlib.Path(__file__).resolve().parents[1] / "README.md"
blocks = re.findall(
    r"<!-- run -->\n```(?:sh|console)\n(.*?)```", readme.read_text("utf-8"), re.DOTALL
)
if len(blocks) < 2:
    sys.exit("README.md must mark its two set-up commands with <!-- run -->")
for block in blocks:
    print(f"$ {block.strip()}", flush=True)
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", block], cwd=readme.parent)
    if done.returncode:
        sys.exit(f"README.md: exit status {done.returncode} of: {block.strip()}")
