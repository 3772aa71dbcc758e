"""``python -I -m healbot.action check|heal|publish``."""

from healbot.action.main import main

main()
