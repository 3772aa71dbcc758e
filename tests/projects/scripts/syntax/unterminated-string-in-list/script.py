"""Cafe till: turns orders into receipts."""
import textwrap

MENU = {
    'esp': ('Espresso', 2.10),
    'cap': ('Cappuccino', 3.20),
    'tea': ('Pot of tea, 2.80),
    'cro': ('Croissant', 1.95),
}

ORDERS = ['esp cro cro', 'tea', 'cap cap tea xyz']

def receipt(codes):
    lines, total = [], 0.0
    for code in codes.split():
        if code not in MENU:
            lines.append('?? unknown item %r' % code)
            continue
        name, price = MENU[code]
        lines.append('%-14s%6.2f' % (name, price))
        total += price
    lines.append('-' * 20)
    lines.append('%-14s%6.2f' % ('TOTAL', total))
    return '\n'.join(lines)

for number, order in enumerate(ORDERS, 1):
    print('Order #%d' % number)
    print(textwrap.indent(receipt(order), '  '))
    print()
