#!/usr/bin/env python3
"""convert.py VALUE FROM TO - convert lengths, reading pairs from stdin."""
import sys

METRES = {
    "mm": 0.001,
    "cm": 0.01,
    "m": 1.0,
    "km": 1000.0,
    "in": 0.0254,
    "ft": 0.3048,
    "mi": 1609.344,
}


class UnknownUnit(KeyError):
    pass


def convert(value, source, target):
    for unit in (source, target):
        if unit not in METRES:
            raise UnknownUnit(unit)
    return value * METRES[source] / METRES[target]


def run(stream, out):
    for number, raw in enumerate(stream, 1):
        raw = raw.strip()
        if not raw or raw.startswith("#"):
            continue
        value, source, _, target = raw.split()
        try:
            answer = convert(float(value), source, target)
        except UnknownUnit as exc:
            out.write(f"line {number}: unknown unit {exc.args[0]!r}\n")
        else:
            out.write(f"{value} {source} = {answer:.4f} {target}\n")


run(sys.stdin, sys.stdout)
