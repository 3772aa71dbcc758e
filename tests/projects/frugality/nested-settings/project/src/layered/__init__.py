"""Settings from several layers: defaults, a file, the environment."""

from layered.environment import from_environment
from layered.merge import merge
from layered.settings import Settings, load

__all__ = ["Settings", "from_environment", "load", "merge"]
