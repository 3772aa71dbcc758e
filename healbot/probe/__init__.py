"""Programs that run inside the project's own interpreter (3.8+, standard library only).

They are handed to it as text with ``-c``: nothing of healbot needs to be importable there.
"""
