"""Physics."""


def speed(Δx, Δt):
    """Return the mean speed."""
    return Δx * Δt
