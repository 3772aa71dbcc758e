from meter import temperature


def test_temperature():
    assert temperature() == 20.5
