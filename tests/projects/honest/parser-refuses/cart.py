"""Prints a total."""

import argparse


def main(words):
    parser = argparse.ArgumentParser()
    parser.add_argument("number")
    options = parser.parse_args(words)
    return int(options.number)
