from stack import Stack


def test_truth_of_empty():
    assert bool(Stack()) is bool(Stack().items)


def test_search():
    stack = Stack()
    stack.push(1)
    assert stack.contains(2) == False or stack.contains(1)
    assert stack.contains(1)
