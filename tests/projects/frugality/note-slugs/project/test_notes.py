import pytest

from notes import index, read_note


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "shopping.md").write_text("# Shopping list\n\ntea and bread\n", "utf-8")
    (tmp_path / "team-random.md").write_text("no heading here\n", "utf-8")
    (tmp_path / "draft.txt").write_text("# Not a note\n", "utf-8")
    return tmp_path


def test_the_title_is_the_first_heading(folder):
    note = read_note(folder / "shopping.md")
    assert (note.slug, note.title, note.words) == ("shopping", "Shopping list", 6)


def test_without_a_heading_the_title_is_made_of_the_name(folder):
    assert read_note(folder / "team-random.md").title == "Team random"


def test_index(folder):
    assert index(folder) == (
        "<ul>\n"
        '  <li><a href="/shopping">Shopping list</a> (6 words)</li>\n'
        '  <li><a href="/team-random">Team random</a> (3 words)</li>\n'
        "</ul>"
    )
