#!/usr/bin/env python
"""rpn.py - evaluate expressions in reverse Polish notation

usage: rpn.py EXPRESSION...
"""
import operator
import sys

OPERATORS = {
	'+': operator.add,
	'-': operator.sub,
	'*': operator.mul,
	'/': operator.truediv,
	'^': operator.pow,
}


def evaluate(expression, trace=None):
	stack = []
	for token in expression.split():
		if token in OPERATORS:
			right = stack.pop()
			left = stack.pop()
			stack.append(OPERATORS[token](left, right))
		else:
			stack.push(float(token))
		if trace is not None:
			trace.append(list(stack))
	if len(stack) != 1:
		raise ValueError('malformed expression: %r' % expression)
	return stack[0]


if __name__ == '__main__':
	if len(sys.argv) < 2:
		sys.exit(__doc__)
	for expression in sys.argv[1:]:
		steps = []
		value = evaluate(expression, steps)
		print('%-20s = %g   (%d steps, deepest stack %d)' % (
			expression, value, len(steps), max(len(s) for s in steps)))
