"""Makes the root importable."""
