"""``python -m healbot`` is the same as ``healbot``."""

from healbot.cli import main

main()
