from __future__ import annotations

import pytest

from healbot.generators.language_model.placeholders import placeholder_in

OMISSIONS = """
# ... rest of the code unchanged ...
# ...
# …
# rest of the code
# Rest of your code here
    # existing code
    # ... existing code ...
# remaining methods unchanged
# other methods remain the same
# same as before
# your code here
# (rest of the file remains unchanged)
# unchanged
# [rest of the OrderProcessor class unchanged]
# implementation goes here
# code omitted for brevity
// ... existing code ...
/* ... */
<!-- rest of the file -->
-- rest of the script stays the same
# 기존 코드 유지
# 나머지 코드는 그대로
# 其余代码保持不变
# 以下同じ
# ... restlicher Code bleibt gleich
# Rest des Codes
# le reste du code est inchangé
# resto del código sin cambios
...
# keep existing imports
# Previous code stays the same
# no changes needed here
names = ["one", "two", "thr… (cut)
"""
COMMENTS = """
# handle remaining items
# the original file
# other methods
# existing file
    ...
def read(self): ...
# read the rest of the lines from the socket
# keep the old value when the key is missing
# compute the total
# previous value
# your name
#!/usr/bin/env python
# remaining items
# see above for the reason
x = 1  # unchanged
# -----------
# same order as the header
# implementation of the parser
print("...")
# the code of the country
# TODO
#
"""


@pytest.mark.parametrize("line", OMISSIONS.strip("\n").splitlines())
def test_omissions_are_recognized(line: str) -> None:
    assert placeholder_in(["x = 1", line], ["x = 1"]) == line.strip()


@pytest.mark.parametrize("line", OMISSIONS.strip("\n").splitlines())
def test_what_the_file_has_is_no_omission(line: str) -> None:
    assert placeholder_in([line], ["x = 1", "  " + line]) == ""


@pytest.mark.parametrize("line", COMMENTS.strip("\n").splitlines())
def test_comments_are_kept(line: str) -> None:
    assert placeholder_in([line], []) == ""
