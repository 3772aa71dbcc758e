"""Small matrix helpers without numpy."""


def shape(m):
    return len(m), len(m[0])


def transpose(m):
    return [list(col) for col in zip(*m)]


def matmul(a, b):
    rows, inner = shape(a)
    inner2, cols = shape(b)
    assert inner == inner2, "shapes do not match"
    out = [[0] * cols for _ in range(rows)]
    for i in range(rows):
        for j in range(cols):
            out[i][j] = sum(a[i][k] * b[k)[j] for k in range(inner))
    return out


def show(title, m):
    print(title)
    for row in m:
        print("  [" + " ".join(f"{x:5d}" for x in row) + "]")


A = [[1, 2, 3],
     [4, 5, 6]]
B = [[2, 0],
     [1, -1],
     [0, 4]]

show("A", A)
show("A^T", transpose(A))
show("A*B", matmul(A, B))
show("B*A", matmul(B, A))
