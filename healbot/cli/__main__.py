"""``python -m healbot.cli`` is the same as ``healbot``."""

from healbot.cli import main

main()
