"""healbot: heals failing scripts and tests on a Git branch and proves the fix."""

__version__ = "0.1.0.dev0"
