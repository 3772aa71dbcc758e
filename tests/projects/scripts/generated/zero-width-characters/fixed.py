from dataclasses import dataclass, field
from typing import Dict, List


@dataclass
class Node:
    name: str
    size: int = 0
    children: List["Node"] = field(default_factory=list)

    def total(self) -> int:
        return self.size + sum(child.total() for child in self.children)

    def walk(self, depth: int = 0):
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


def build(spec: Dict[str, object], name: str = "/") -> Node:
    node = Node(name)
    for key, value in spec.items():
        if isinstance(value, dict):
            node.children.append(build(value, key + "/"))
        else:
            node.children.append(Node(key, value))
    return node


disk = {
    "etc": {"hosts": 1, "fstab": 2},
    "home": {"ann": {"photo.png": 350, "todo.txt": 1}, "ben": {}},
    "swapfile": 2048,
}

root = build(disk)
for depth, node in root.walk():
    print("  " * depth + f"{node.name} {node.total()}")
print("entries:", sum(1 for _ in root.walk()))
