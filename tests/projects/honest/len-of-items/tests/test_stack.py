from stack import Stack


def test_length():
    stack = Stack()
    stack.push("a")
    assert len(stack) == 1


def test_truth():
    stack = Stack()
    stack.push("a")
    assert stack
    assert stack.pop() == "a"
