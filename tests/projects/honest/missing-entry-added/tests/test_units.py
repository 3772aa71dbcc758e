from units import UNITS, metres


def test_units():
    for unit in UNITS:
        assert metres(unit) > 0
