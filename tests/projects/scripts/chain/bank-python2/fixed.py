# bank.py - account statements, written for an old python
# (c) 2009

TRANSACTIONS = [
    ('4711', 'deposit', 250.00),
    ('0815', 'deposit', 1000.00),
    ('4711', 'withdraw', 75.50),
    ('0815', 'withdraw', 1200.00),
    ('1234', 'withdraw', 10.00),
    ('4711', 'deposit', 20.25),
]

OVERDRAFT = 100.00


def book(balances, account, kind, amount):
    '''Apply one transaction, return an error text or None.'''
    if account not in balances:
        if kind != 'deposit':
            return 'no such account'
        balances[account] = 0.0
    if kind == 'withdraw':
        if balances[account] - amount < -OVERDRAFT:
            return 'overdraft limit'
        amount = -amount
    balances[account] += amount
    return None


def statement():
    balances = {}
    lines = []
    for i in range(len(TRANSACTIONS)):
        account, kind, amount = TRANSACTIONS[i]
        error = book(balances, account, kind, amount)
        lines.append('%2d %s %-8s %8.2f %s' % (
            i + 1, account, kind, amount, error or 'ok'))
    lines.append('')
    accounts = sorted(balances.keys())
    for account in accounts:
        lines.append('%s %10.2f' % (account, balances[account]))
    return '\n'.join(lines)


if __name__ == '__main__':
    print(statement())
