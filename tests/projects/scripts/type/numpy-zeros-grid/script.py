"""Conway's game of life on a torus, a glider for some generations."""
import numpy as np

HEIGHT, WIDTH = 6, 8


def empty_board(height, width):
    return np.zeros(height, width).astype(int)


def place(board, pattern, top, left):
    pattern = np.array(pattern)
    h, w = pattern.shape
    board[top:top + h, left:left + w] = pattern


def step(board):
    around = sum(
        np.roll(board, (dy, dx), axis=(0, 1))
        for dy in (-1, 0, 1) for dx in (-1, 0, 1) if (dy, dx) != (0, 0)
    )
    return ((around == 3) | ((board == 1) & (around == 2))).astype(int)


def draw(board):
    for row in board:
        print("".join("#" if cell else "." for cell in row))


board = empty_board(HEIGHT, WIDTH)
place(board, [[0, 1, 0], [0, 0, 1], [1, 1, 1]], 0, 0)

for generation in range(9):
    if generation % 4 == 0:
        print("generation", generation, "alive", int(board.sum()))
        draw(board)
    board = step(board)
