"""What may be set: defaults < base commit < session < environment < flags.

Each value remembers where it came from. A file of the repository is read from the commit that HEAD
names, never from the work tree: neither a patch nor an uncommitted edit changes the rules.
"""
