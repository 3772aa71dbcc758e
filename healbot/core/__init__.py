"""The pure heart of healbot: types and decisions, no I/O, no clock, no subprocess."""
