"""Helpers for the bulletin script."""
import math


def clock(minute):
    return "%02d:%02d" % divmod(minute, 60)


def tide_level(tides, minute):
    """Cosine interpolation between the neighbouring tides."""
    for (t0, h0), (t1, h1) in zip(tides, tides[1:]):
        if t0 <= minute <= t1:
            share = (1 - math.cos(math.pi * (minute - t0) / (t1 - t0))) / 2
            return h0 + (h1 - h0) * share
    raise ValueError("no tide data for %s" % clock(minute))
