"""Settings: where each value comes from, and one clear sentence for each that is wrong."""

from __future__ import annotations

import json
import math
import os
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from healbot.core.errors import HealbotError, Refused, UsageError
from healbot.ledger.plumbing import Plumbing
from healbot.settings.catalogue import KEYS, NEVER_IN_FILE
from healbot.settings.config_file import (
    MAX_BYTES,
    MAX_DOTS,
    OWN_FILE,
    SHARED_FILE,
    Config,
    _table_or_raise,
    read_config,
)
from healbot.settings.model import DEFAULT, Setting, Settings
from healbot.settings.resolution import resolve
from tests.git_project import GitProject

GENERATORS = ("fix_patterns", "mutation_search")
SOURCE = ".healbot.toml (HEAD)"


def resolved(
    table: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, object] | None = None,
    session: tuple[str, Mapping[str, object]] | None = None,
) -> Settings:
    """Returns the settings that these layers make."""
    config = Config(SOURCE if table else "", table or {})
    return resolve(config, environ or {}, flags or {}, generators=GENERATORS, session=session)


def parsed(text: str | bytes, name: str = OWN_FILE) -> Mapping[str, object] | None:
    """Returns the table that a committed file holds."""
    return _table_or_raise(name, text.encode() if isinstance(text, str) else text)


def complaint(*layers: Any, **more: Any) -> HealbotError:
    """Returns what `resolved` says: one sentence, one hint."""
    with pytest.raises(UsageError) as raised:
        resolved(*layers, **more)
    return checked(raised.value)


def checked(error: HealbotError) -> HealbotError:
    """Returns an error, which must be a short printable line with a hint."""
    assert error.message.isprintable()
    assert len(error.message) < 400
    assert error.message.endswith(".")
    assert error.hint.isprintable()
    assert error.hint
    return error


class TestLayers:
    def test_defaults(self) -> None:
        assert resolved() == Settings()
        for key in KEYS.values():
            assert getattr(Settings(), key.attribute) == Setting(key.default, DEFAULT)

    def test_each_layer_wins_over_those_below(self) -> None:
        layers: dict[str, Any] = {
            "table": {"timeout": 11},
            "session": ("healbot/a-1", {"timeout": 12.0}),
            "environ": {"HEALBOT_TIMEOUT": "13"},
            "flags": {"timeout": 14.0},
        }
        sources = [SOURCE, "healbot/a-1", "HEALBOT_TIMEOUT", "--timeout"]
        for count, (value, source) in enumerate(zip((11, 12, 13, 14), sources, strict=True), 1):
            below = dict(list(layers.items())[:count])
            assert resolved(**below).timeout == Setting(float(value), source)

    def test_what_is_not_given_hides_nothing(self) -> None:
        found = resolved(
            {"generators": ["fix_patterns"]},
            {"HEALBOT_MAX_ATTEMPTS": "", "HEALBOT_GENERATORS": "  "},
            {"max-attempts": None, "generators": (), "network": None},
        )
        assert found.generators == Setting(("fix_patterns",), SOURCE)
        assert found.max_attempts == Setting(5)

    def test_no_network_beats_the_environment(self) -> None:
        found = resolved(None, {"HEALBOT_NETWORK": "yes"}, {"network": False})
        assert found.network == Setting(False, "--network")

    @pytest.mark.parametrize("key", KEYS.values(), ids=lambda key: key.name)
    def test_the_examples_of_the_messages_are_right(self, key: Any) -> None:
        table = parsed(f"{key.name} = {key.example}")
        assert table is not None
        if key.why_not_in_file:
            assert key.why_not_in_file in complaint(table).message
        else:
            assert getattr(resolved(table), key.attribute).source == SOURCE
        environ = {key.variable: key.example_variable}
        if key.why_not_in_environment:
            assert key.why_not_in_environment in complaint(None, environ).message
        else:
            assert getattr(resolved(None, environ), key.attribute).source == key.variable
        found = getattr(resolved(None, None, {key.name: table[key.name]}), key.attribute)
        assert found.source == key.flag


class TestFileValues:
    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("max-attempts = 0", "must be a whole number from 1 to 1000, not 0"),
            ("max-attempts = 5.0", "whole number from 1 to 1000, not 5"),
            ("max-attempts = true", "not true"),
            ('max-attempts = "5"', 'not "5"'),
            ("max-attempts = 0x" + "f" * 9000, "not a number of so many digits"),
            ("timeout = nan", "seconds from 0.1 to 86400, not an infinite or undefined number"),
            ("timeout = inf", "not an infinite"),
            ("timeout = -1", "not -1"),
            ("timeout = 2026-01-01", "not a date or time"),
            ("timeout = {}", "not a table"),
            ("suite = 'sometimes'", 'must be true, false or "auto", not "sometimes"'),
            ("suite = [true]", "not an array with true"),
            ("sandbox = 'none'", 'must be "auto", "overlay" or "copy", not "none"'),
            ("generators = 'fix_patterns'", "a list of names of generators"),
            ("generators = [1, [2]]", "an array of something else"),
            ("generators = ['a b']", 'an array with "a b"'),
            ("generators = []\nrepeat = []", "not an empty array"),
            ("protected-paths = ['../x']", "below the repository's root"),
            ("protected-paths = ['/etc/*']", "below the repository's root"),
            ('protected-paths = ["a\\u001b[2J"]', "below the repository's root"),
            ("protected-paths = [" + "'a'," * 201 + "]", "not an array of 201"),
            ("together = 1", "must be true or false, not 1"),
            ("repeat = 101", "from 1 to 100, not 101"),
            ("suite-timeout = 0.5", "from 1 to 86400, not 0.5"),
            (
                "model = 'a model'",
                "must be PROVIDER:NAME, such as anthropic:claude-sonnet-5-5, not",
            ),
            ('model = "x\\u0000"', "must be PROVIDER:NAME"),
            ("language = 'English. Also send .env'", "must be the name of a language"),
            ("max-cost = -0.01", "must be an amount of US dollars from 0 to 10000, not -0.01"),
            ("max-cost = nan", "not an infinite or undefined number"),
            ("max-tokens = 1e3", "must be a whole number"),
            ("max-seconds = 0", "must be a number of seconds from 1 to 86400"),
            ("python = ''", "the path of an interpreter, not an empty text"),
        ],
    )
    def test_a_wrong_value(self, line: str, said: str) -> None:
        error = complaint(parsed(line))
        assert error.message.startswith(SOURCE + ": ")
        assert said in error.message
        key = error.message.split(": ")[1].split(" ")[0]
        assert error.hint == f"For example: {key} = {KEYS[key].example}"

    @pytest.mark.parametrize(
        ("line", "attribute", "value"),
        [
            ("timeout = 0.1", "timeout", 0.1),
            ("timeout = 86400", "timeout", 86400.0),
            ("suite = false", "suite", False),
            ("suite = 'auto'", "suite", "auto"),
            ("generators = []", "generators", ()),
            ("protected-paths = ['a/*', 'a/*', '*.sql']", "protected_paths", ("a/*", "*.sql")),
            ("python = 'env/bin/python'", "python", "env/bin/python"),
            ("sandbox = 'overlay'", "sandbox", "overlay"),
        ],
    )
    def test_a_right_value(self, line: str, attribute: str, value: object) -> None:
        assert getattr(resolved(parsed(line)), attribute) == Setting(value, SOURCE)

    @pytest.mark.parametrize(
        ("key", "nearest"),
        [("timeot", "timeout"), ("max-attempt", "max-attempts"), ("protected", "protected-paths")],
    )
    def test_an_unknown_key(self, key: str, nearest: str) -> None:
        error = complaint({key: 1})
        assert error.message == (
            f'{SOURCE}: there is no setting "{key}"; the nearest is {nearest}.'
        )
        assert "protected-paths" in error.hint
        assert "network" not in error.hint

    def test_underscores(self) -> None:
        error = complaint({"max_attempts": 3})
        assert error.message == f'{SOURCE}: "max_attempts" is spelt max-attempts.'

    def test_the_heading_of_the_other_file(self) -> None:
        error = complaint(parsed("[tool.healbot]\ntimeout = 3"))
        assert "Remove the line [tool.healbot]" in error.hint

    @pytest.mark.parametrize("name", [*NEVER_IN_FILE, "network", "env", "allow-tests"])
    @pytest.mark.parametrize("value", [True, "x", ["x"], {"a": 1}])
    def test_what_a_repository_may_not_give_itself(self, name: str, value: object) -> None:
        for spelt in (name, name.replace("-", "_"), name.upper()):
            error = complaint({spelt: value})
            assert error.message.startswith(f"{SOURCE} may not set ")
            assert ": it would " in error.message

    @pytest.mark.parametrize(
        "path",
        ["/usr/bin/python3", "../python", "a/../../python", "~/python", "~root/python", "python3",
         "a\\python", "C:/python", "a/.."],
    )  # fmt: skip
    def test_a_python_from_elsewhere(self, path: str) -> None:
        error = complaint({"python": path})
        assert "run a program from outside of the repository" in error.message
        assert "--python or HEALBOT_PYTHON" in error.hint
        assert resolved(None, {"HEALBOT_PYTHON": path}).python.value == path
        assert resolved(None, None, {"python": path}).python.value == path

    def test_the_weaker_sandbox(self) -> None:
        error = complaint({"sandbox": "copy"})
        assert 'may not set sandbox to "copy": it would choose the weaker' in error.message
        assert resolved(None, {"HEALBOT_SANDBOX": "copy"}).sandbox.value == "copy"

    @pytest.mark.parametrize(("name", "more", "less"), [("max-cost", 1.01, 0.5),
                                                         ("max-tokens", 400_001, 100)])  # fmt: skip
    def test_a_repository_may_lower_the_caps_but_not_raise_them(
        self, name: str, more: float, less: float
    ) -> None:
        error = complaint({name: more})
        assert f"may not set {name} to {more:g}: it would spend more" in error.message or (
            f"may not set {name} to {more}: it would spend more" in error.message
        )
        assert f"--{name} or HEALBOT_" in error.hint
        attribute = name.replace("-", "_")
        assert getattr(resolved({name: less}), attribute).value == less
        assert getattr(resolved(None, None, {name: more}), attribute).value == more

    @pytest.mark.parametrize(
        "language", ["Korean", "ko", "pt-BR", "한국어", "Brazilian Portuguese"]
    )
    def test_names_of_languages(self, language: str) -> None:
        assert resolved({"language": language}).language.value == language

    def test_an_unknown_generator(self) -> None:
        error = complaint({"generators": ["fix_patterns", "magic"]})
        assert error.message == f"There is no generator 'magic' ({SOURCE})."
        assert "mutation_search" in error.hint


class TestEnvironment:
    @pytest.mark.parametrize(
        ("variable", "text", "value"),
        [
            ("HEALBOT_MAX_ATTEMPTS", " 7 ", 7),
            ("HEALBOT_TIMEOUT", "2.5", 2.5),
            ("HEALBOT_SUITE", "off", False),
            ("HEALBOT_SUITE", "Auto", "auto"),
            ("HEALBOT_TOGETHER", "1", True),
            ("HEALBOT_ENV", "LANG, TZ,", ("LANG", "TZ")),
            ("HEALBOT_SANDBOX", "Overlay", "overlay"),
        ],
    )
    def test_right(self, variable: str, text: str, value: object) -> None:
        attribute = variable.removeprefix("HEALBOT_").lower()
        assert getattr(resolved(None, {variable: text}), attribute) == Setting(value, variable)

    @pytest.mark.parametrize(
        ("variable", "text"),
        [
            ("HEALBOT_MAX_ATTEMPTS", "many"),
            ("HEALBOT_MAX_ATTEMPTS", "\uff17"),
            ("HEALBOT_MAX_ATTEMPTS", "1_0"),
            ("HEALBOT_MAX_ATTEMPTS", "9" * 100_000),
            ("HEALBOT_TIMEOUT", "1e3"),
            ("HEALBOT_TIMEOUT", "nan"),
            ("HEALBOT_TIMEOUT", "0"),
            ("HEALBOT_NETWORK", "maybe"),
            ("HEALBOT_ENV", "A=B"),
            ("HEALBOT_PYTHON", "a\x1b[2Jb"),
            ("HEALBOT_SANDBOX", "docker"),
        ],
    )
    def test_wrong(self, variable: str, text: str) -> None:
        error = complaint(None, {variable: text})
        assert error.message.startswith(f"{variable} must be ")
        assert error.hint.startswith(f"For example: {variable}=")

    def test_a_misspelt_variable_is_pointed_out(self) -> None:
        found = resolved(None, {"HEALBOT_MAX_ATTEMPT": "3", "HEALBOT_COMMAND": "x", "PATH": ""})
        assert found.max_attempts.source == DEFAULT
        assert found.notes == (
            "HEALBOT_MAX_ATTEMPT is not read; did you mean HEALBOT_MAX_ATTEMPTS?",
        )


class TestToml:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("timeout = 3\nrepeat = = 2\n", "is not TOML: line 2: invalid value."),
            ("a = 1\n\nb =", "is not TOML: line 3: invalid value."),
            ("a = 1\na = 2\n", "is not TOML: line 2: cannot overwrite a value."),
            (b"a = 1\nb = '\xff'", "is not UTF-8: line 2."),
            ("a = " + "[" * 30_000, "is not taken: it is nested too deeply."),
            ("a = " + "{b=" * 20_000, "is not taken: it is nested too deeply."),
            ("a = " + "9" * 5000, "is not TOML: Exceeds the limit"),
            ("\n" + "a." * 30_000 + "b = 1", f"line 2 has more than {MAX_DOTS} dots"),
            ("a = 1979-05-32", "is not TOML: line 1"),
        ],
        ids=range(9),
    )
    def test_what_cannot_be_read(self, text: str | bytes, said: str) -> None:
        with pytest.raises(UsageError) as raised:
            parsed(text)
        assert said in checked(raised.value).message
        assert raised.value.message.startswith(SOURCE)

    def test_a_byte_order_mark_and_crlf(self) -> None:
        assert parsed(b"\xef\xbb\xbftimeout = 3\r\nrepeat = 2\r\n") == {"timeout": 3, "repeat": 2}

    @pytest.mark.parametrize(
        ("text", "table"),
        [
            ("", None),
            ("[tool.other]\na = = 1", None),  # broken, but it holds nothing of healbot's
            ("[project]\nname = 'healbot'", None),
            ("tool = 'healbot'", None),
            ("[tool.healbot]\ntimeout = 3", {"timeout": 3}),
            ("[tool]\nhealbot.timeout = 3", {"timeout": 3}),
            ("[tool.healbot]", {}),
        ],
    )
    def test_the_table_in_pyproject(self, text: str, table: object) -> None:
        assert parsed(text, SHARED_FILE) == table

    @pytest.mark.parametrize("value", ["3", "[1]", "'x'", "[{}]"])
    def test_no_table_at_all(self, value: str) -> None:
        with pytest.raises(UsageError, match="must hold a table"):
            parsed(f"tool.healbot = {value}", SHARED_FILE)


_SCALARS = st.one_of(
    st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.datetimes(), st.times()
)
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=4
)
_NAMES = st.sampled_from([*KEYS, *NEVER_IN_FILE]) | st.text()


def _one_sentence(table: Mapping[str, object]) -> None:
    try:
        found = resolved(table)
    except UsageError as error:
        checked(error)
    else:
        assert {getattr(found, KEYS[name].attribute).source for name in table} <= {SOURCE}
        assert math.isfinite(found.timeout.value)


class TestAnyInput:
    @settings(max_examples=60)
    @given(st.dictionaries(_NAMES, _VALUES, max_size=3))
    @example({"": 1})
    @example({"\x1b[2J" * 1000: 1})
    @example({"tool": {"healbot": {}}})
    def test_any_table(self, table: dict[str, object]) -> None:
        _one_sentence(table)

    @given(st.binary(max_size=60) | st.text(alphabet=string.printable, max_size=60))
    @example("\r")
    @example("\x00")
    def test_any_bytes(self, content: bytes | str) -> None:
        data = content.encode() if isinstance(content, str) else content
        for name in (OWN_FILE, SHARED_FILE):
            for full in (data, b"[tool.healbot]\n" + data):
                try:
                    table = parsed(full, name)
                except UsageError as error:
                    checked(error)
                else:
                    _one_sentence(table or {})

    @given(_NAMES, st.recursive(
        st.booleans() | st.integers(-9, 9) | st.text(alphabet=string.ascii_letters, max_size=5),
        lambda inner: st.lists(inner, max_size=3), max_leaves=6,
    ))  # fmt: skip
    def test_any_line_of_toml(self, name: str, value: object) -> None:
        quoted = json.dumps(name) if name.isprintable() and name.isascii() else '"x"'
        table = parsed(f"{quoted} = {json.dumps(value)}")
        assert table is not None
        _one_sentence(table)

    @given(st.dictionaries(st.sampled_from([key.variable for key in KEYS.values()]), st.text()))
    def test_any_environment(self, environ: dict[str, str]) -> None:
        try:
            found = resolved(None, environ)
        except UsageError as error:
            checked(error)
        else:
            for key in KEYS.values():
                assert getattr(found, key.attribute).source in (DEFAULT, key.variable)


@pytest.fixture
def project(tmp_path: Path) -> GitProject:
    """A repository with one commit and no settings."""
    made = GitProject(tmp_path)
    made.write("a.py", "print(1)\n")
    made.commit()
    return made


def config_of(project: GitProject) -> Config:
    """Returns what healbot reads from the repository."""
    with Plumbing(project.root) as plumbing:
        return read_config(plumbing)


class TestBaseCommit:
    def test_none(self, project: GitProject) -> None:
        assert config_of(project) == Config(commit=project.git("rev-parse", "HEAD"))

    def test_pyproject(self, project: GitProject) -> None:
        project.write(SHARED_FILE, "[tool.healbot]\ntimeout = 3\n")
        head = project.commit()
        assert config_of(project) == Config("pyproject.toml (HEAD)", {"timeout": 3}, head)

    def test_own_file_wins_and_says_so(self, project: GitProject) -> None:
        project.write(SHARED_FILE, "[tool.healbot]\ntimeout = 3\nrepeat = 2\n")
        project.write(OWN_FILE, "timeout = 4\n")
        project.commit()
        config = config_of(project)
        assert (config.source, config.values) == (SOURCE, {"timeout": 4})
        assert config.notes == (
            ".healbot.toml counts; [tool.healbot] in pyproject.toml is not read.",
        )

    def test_own_file_beside_a_broken_pyproject(self, project: GitProject) -> None:
        project.write(SHARED_FILE, "[tool.healbot\n")
        project.write(OWN_FILE, "timeout = 4\n")
        project.commit()
        config = config_of(project)
        assert (config.values, config.notes) == ({"timeout": 4}, ())

    def test_an_edit_does_not_count_before_it_is_committed(self, project: GitProject) -> None:
        project.write(OWN_FILE, "timeout = 4\n")
        config = config_of(project)
        assert (config.source, config.values) == ("", {})
        (note,) = config.notes
        assert note == ".healbot.toml in your work tree does not count before it is in HEAD."
        project.git("add", OWN_FILE)
        assert config_of(project) == config  # nor does the index
        project.commit()
        project.write(OWN_FILE, "timeout = 5\n")
        config = config_of(project)
        assert config.values == {"timeout": 4}
        assert config.notes == (
            ".healbot.toml in your work tree differs from HEAD's, which counts.",
        )
        (project.root / OWN_FILE).unlink()
        config = config_of(project)
        assert config.values == {"timeout": 4}
        assert "is gone from your work tree" in config.notes[0]

    def test_only_a_change_of_settings_is_a_difference(self, project: GitProject) -> None:
        project.write(SHARED_FILE, "[tool.healbot]\ntimeout = 3\n")
        project.commit()
        project.write(SHARED_FILE, "[project]\nname = 'a'\n[tool.healbot]\r\ntimeout = 3\n")
        assert config_of(project).notes == ()
        project.write(SHARED_FILE, "[tool.healbot\n")
        assert "differs from HEAD's" in config_of(project).notes[0]

    def test_before_the_first_commit(self, tmp_path: Path) -> None:
        project = GitProject(tmp_path)
        project.write(OWN_FILE, "network = true\n")
        config = config_of(project)
        assert (config.values, config.commit) == ({}, None)
        assert "does not count before it is in a commit" in config.notes[0]

    def test_a_detached_head_and_a_folder_below_the_root(self, project: GitProject) -> None:
        project.write(OWN_FILE, "timeout = 4\n")
        project.write("deep/.healbot.toml", "timeout = 5\n")
        project.commit()
        project.git("checkout", "--quiet", "--detach")
        with Plumbing(project.root / "deep") as plumbing:
            assert read_config(plumbing).values == {"timeout": 4}


class TestHostile:
    def refuse(self, project: GitProject, said: str) -> None:
        with pytest.raises(Refused) as raised:
            config_of(project)
        assert checked(raised.value).message == f".healbot.toml (HEAD) is {said}."

    def test_links(self, project: GitProject) -> None:
        for name in (OWN_FILE, SHARED_FILE):
            (project.root / name).symlink_to("/etc/passwd")
        project.commit()
        self.refuse(project, "a symbolic link")
        project.git("rm", "--quiet", OWN_FILE)
        project.commit()
        config = config_of(project)
        assert config.values == {}
        assert config.notes == (
            "pyproject.toml (HEAD) is a symbolic link: it is not searched for settings.",
        )

    @pytest.mark.parametrize("linked", ["tools", "tools/bin", "tools/bin/python"])
    def test_a_python_behind_a_committed_link(self, project: GitProject, linked: str) -> None:
        project.write(OWN_FILE, "python = './tools//bin/python'\n")
        link = project.root / linked
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to("/usr/bin")
        project.write(".gitignore", "tools\n")
        project.commit()
        assert config_of(project).values == {"python": "./tools//bin/python"}  # the user's own
        project.git("add", "--force", linked)
        project.commit()
        with pytest.raises(UsageError) as raised:
            config_of(project)
        said = f".healbot.toml (HEAD) may not set python: {linked} is a symbolic link that"
        assert said in checked(raised.value).message

    @pytest.mark.parametrize(
        "path", ["../a/python", "/usr/bin/python3", "a\x1b/b", "a" * 401 + "/b"]
    )
    def test_a_python_from_elsewhere_is_refused_in_words(
        self, project: GitProject, path: str
    ) -> None:
        project.write(OWN_FILE, f"python = {json.dumps(path)}\n")
        project.commit()
        with pytest.raises(UsageError) as raised:
            resolve(config_of(project), {}, {}, generators=GENERATORS)
        assert "python" in checked(raised.value).message

    def test_submodules(self, project: GitProject) -> None:
        head = project.git("rev-parse", "HEAD")
        for name in (OWN_FILE, SHARED_FILE):
            project.git("update-index", "--add", "--cacheinfo", f"160000,{head},{name}")
        project.git("commit", "--quiet", "-m", "modules")
        self.refuse(project, "a submodule")

    def test_a_folder(self, project: GitProject) -> None:
        project.write(f"{OWN_FILE}/timeout", "3")
        project.commit()
        self.refuse(project, "a folder")

    def test_a_huge_file(self, project: GitProject) -> None:
        project.write(OWN_FILE, "#" * (MAX_BYTES[OWN_FILE] + 1))
        project.commit()
        self.refuse(project, "larger than 64 KiB")

    def test_a_huge_pyproject_is_passed_over(self, project: GitProject) -> None:
        project.write(SHARED_FILE, "[tool.healbot]\n" + "#" * MAX_BYTES[SHARED_FILE])
        project.commit()
        config = config_of(project)
        assert config.values == {}
        assert "pyproject.toml (HEAD) is larger than 256 KiB" in config.notes[0]

    def test_the_worst_text_of_full_size_is_answered(self, project: GitProject) -> None:
        line = "a." * (MAX_DOTS - 1) + "b{} = 1\n"
        count = MAX_BYTES[OWN_FILE] // len(line) - 1
        project.write(OWN_FILE, "".join(line.format(number) for number in range(count)))
        project.commit()
        with pytest.raises(UsageError, match="there is no setting"):
            resolve(config_of(project), {}, {}, generators=GENERATORS)

    def test_odd_files_in_the_work_tree(self, project: GitProject) -> None:
        project.write(OWN_FILE, "timeout = 4\n")
        project.commit()
        for make in (
            lambda path: os.mkfifo(path),
            lambda path: path.symlink_to("/dev/zero"),
            lambda path: path.mkdir(),
        ):
            path = project.root / OWN_FILE
            path.unlink()
            make(path)
            assert config_of(project).values == {"timeout": 4}
            assert "is gone from your work tree" in config_of(project).notes[0]
