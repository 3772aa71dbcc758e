"""Settings from a text of NAME=VALUE lines."""

import os


def parse(text):
    """Return the settings as a dictionary."""
    result = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, value = line.split("=", 1)
        result[name.strip()] = value.strip()
    return result


def home():
    """Return the folder with the settings."""
    return os.environ.get("SAMPLE_HOME", "/etc/sample")
