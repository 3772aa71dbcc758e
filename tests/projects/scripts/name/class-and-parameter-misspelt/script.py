"""A binary search tree with an in-order traversal and a text drawing."""


class TreeNode:
    __slots__ = ("key", "left", "right")

    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None


def insert(root, key):
    if root is None:
        return TreNode(key)
    if key < root.key:
        root.left = insert(root.left, key)
    elif key > root.key:
        root.right = insert(root.right, key)
    return root


def in_order(root):
    if root is not None:
        yield from in_order(root.left)
        yield root.key
        yield from in_order(root.right)


def draw(node, indentation=0):
    if node is None:
        return
    draw(node.right, indentaton + 4)
    print(" " * indentation + str(node.key))
    draw(node.left, indentation + 4)


def height(node):
    return 0 if node is None else 1 + max(height(node.left), height(node.right))


root = None
for key in [50, 30, 70, 20, 40, 60, 80, 65, 30]:
    root = insert(root, key)

print("sorted:", *in_order(root))
print("height:", height(root))
draw(root)
