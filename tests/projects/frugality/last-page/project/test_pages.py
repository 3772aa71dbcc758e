import pytest

from pages import PageNotFound, Paginator, navigation


def test_full_pages():
    paginator = Paginator(list(range(20)), size=5)
    assert paginator.count == 4
    assert paginator.page(4).items == (15, 16, 17, 18, 19)
    assert not paginator.page(4).has_next


def test_an_empty_list_has_one_page():
    paginator = Paginator([])
    assert [page.items for page in paginator] == [()]


def test_no_item_is_lost():
    paginator = Paginator("abcdefg", size=3)
    assert [page.items for page in paginator] == [
        ("a", "b", "c"),
        ("d", "e", "f"),
        ("g",),
    ]


def test_pages_that_are_not_there():
    paginator = Paginator([1, 2, 3], size=3)
    with pytest.raises(PageNotFound):
        paginator.page(0)
    with pytest.raises(PageNotFound):
        paginator.page(2)


def test_navigation():
    paginator = Paginator(list(range(100)), size=10)
    assert navigation(paginator.page(1)) == [1, 2, 3]
    assert navigation(paginator.page(6)) == [4, 5, 6, 7, 8]
