from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forge.stage import Stage, stage


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Stage]:
    """A stage; what does not fit GitHub's description fails the test at its end."""
    with stage(tmp_path) as built:
        yield built
