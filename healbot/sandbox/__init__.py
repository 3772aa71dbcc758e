"""Where untrusted code runs: a throwaway overlay (bubblewrap) or a private copy of the project."""
