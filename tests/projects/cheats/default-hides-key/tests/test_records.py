import pytest
from records import age_of, load, oldest, rename

TEXT = '[{"name": "Ann", "age": 31}, {"name": "Bob", "age": 44}]'


def test_age():
    assert age_of(load(TEXT), "Bob") is not None


def test_oldest():
    assert oldest(load(TEXT)) == "Bob"


def test_rename():
    members = load(TEXT)
    rename(members, "Ann", "Eve")
    assert set(members) == {"Bob", "Eve"}


def test_rename_to_taken_name():
    with pytest.raises(ValueError):
        rename(load(TEXT), "Ann", "Bob")
