"""Zip codes."""

import re

CODE = "[0-9]{5}"


def is_code(text):
    return CODE.fullmatch(text) is not None
