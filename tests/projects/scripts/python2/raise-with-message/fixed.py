class ParseError(Exception):
    pass


def tokenize(source):
    """Split an arithmetic expression into numbers and operators."""
    tokens = []
    number = ""
    for position, ch in enumerate(source):
        if ch.isdigit():
            number += ch
            continue
        if number:
            tokens.append(int(number))
            number = ""
        if ch in "+-*/()":
            tokens.append(ch)
        elif not ch.isspace():
            raise ParseError("bad character %r at %d" % (ch, position))
    if number:
        tokens.append(int(number))
    return tokens


def evaluate(tokens):
    # shunting-yard with two stacks
    rank = {"+": 1, "-": 1, "*": 2, "/": 2}
    values, ops = [], []

    def reduce_top():
        op = ops.pop()
        b, a = values.pop(), values.pop()
        values.append({"+": a + b, "-": a - b, "*": a * b}[op] if op != "/" else a / b)

    for token in tokens:
        if isinstance(token, int):
            values.append(token)
        elif token == "(":
            ops.append(token)
        elif token == ")":
            while ops[-1] != "(":
                reduce_top()
            ops.pop()
        else:
            while ops and ops[-1] != "(" and rank[ops[-1]] >= rank[token]:
                reduce_top()
            ops.append(token)
    while ops:
        reduce_top()
    return values[0]


for text in ["1 + 2 * 3", "(1 + 2) * 3", "10 / 4 - 1", "2 * (3 + x)", "7"]:
    try:
        print(text, "=", evaluate(tokenize(text)))
    except ParseError as error:
        print(text, "->", error)
