from box import Box


def test_box():
    assert Box(2).width == 2
