"""Settings from a text of NAME=VALUE lines."""

import os


def parse(text):
    """Return the settings as a dictionary."""
    result = {}
    for line in text.splitlines():
        name, value = line.split("=")
        result[name.strip()] = value.strip()
    return result


def home():
    """Return the folder with the settings."""
    return os.environ.get("SAMPLE_HOME", "/etc/sample")
