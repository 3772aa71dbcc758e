"""Matrix helpers without numpy."""


def shape(m):
    return len(m), len(m[0])


def transpose(m):
    return [list(col) for col in zip(*m)]


def multiply(a, b):
    rows, inner = shape(a)
    inner_b, cols = shape(b)
    if inner != inner_b:
        raise ValueError(f"cannot multiply {shape(a)} by {shape(b)}")
    return [[sum(a[i][k] * b[k][j] for k in range(inner)) for j in range(cols)]
            for i in range(rows)]


def determinant(m):
    """Laplace expansion along the first row."""
    if len(m) == 1:
        return m[0][0]
    result = 0
    first = m[0]
    for col in range(len(m)):
        minor = [row[:col] + row[col + 1:] for row in m[1:]]
        result += (-1) ** col * first[col] * determinant(minor)
    return result


def show(title, m):
    print(title)
    for row in m:
        print("  " + " ".join(f"{x:>4}" for x in row))


A = [[2, 0, 1], [3, -1, 4], [5, 2, 2]]
B = [[1, 2], [0, 1], [4, -3]]

show("A x B", multiply(A, B))
show("B transposed", transpose(B))
print("det A =", determinant(A))
print("det A^T =", determinant(transpose(A)))
