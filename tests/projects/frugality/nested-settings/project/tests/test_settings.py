from layered import load, merge
from layered.settings import DEFAULTS


def test_defaults():
    settings = load({}, {})
    assert settings["database.host"] == "localhost"
    assert settings["debug"] is False


def test_flat_values_are_replaced():
    assert merge({"a": 1, "b": 2}, {"b": 3}) == {"a": 1, "b": 3}
    assert merge({"a": 1, "b": 2}, {"b": None}) == {"a": 1}


def test_the_environment_wins_over_the_file():
    settings = load({"debug": False}, {"APP_DEBUG": "true", "HOME": "/home/ada"})
    assert settings["debug"] is True


def test_one_value_of_a_table_is_overridden_and_the_others_stay():
    settings = load({"database": {"host": "db.example.invalid"}}, {"APP_DATABASE__POOL__SIZE": "20"})
    assert settings["database.host"] == "db.example.invalid"
    assert settings["database.port"] == 5432
    assert settings["database.pool.size"] == 20
    assert settings["database.pool.timeout"] == 30
    assert DEFAULTS["database"]["pool"]["size"] == 5
