"""A fake GitHub on loopback: API, logs and Git, kept honest by GitHub's own description."""
