"""Breadth first search through an ASCII maze."""
from collections import deque

MAZE = """\
#########
#S..#...#
#.#.#.#.#
#.#...#.#
#.#####.#
#......E#
#########""".splitlines()


def find(symbol):
    for y, line in enumerate(MAZE):
        x = line.find(symbol)
        if x >= 0:
            return [x, y]


def neighbours(cell):
    x, y = cell
    for dx, dy in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        if MAZE[y + dy][x + dx] != "#":
            yield [x + dx, y + dy]


def shortest(start, goal):
    queue = deque([(start, 0)])
    visited = set()
    while queue:
        cell, steps = queue.popleft()
        if cell == goal:
            return steps, len(visited)
        if tuple(cell) in visited:
            continue
        visited.add(cell)
        for other in neighbours(cell):
            queue.append((other, steps + 1))
    return None, len(visited)


start, goal = find("S"), find("E")
steps, explored = shortest(start, goal)
print("start", start, "goal", goal)
print("shortest path:", steps, "steps")
print("explored cells:", explored)
