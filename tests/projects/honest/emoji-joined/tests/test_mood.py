from mood import face


def test_face():
    assert face("Technician").startswith("👨")
