# Password policy check
def has_digit(s):
    return any(c.isdigit() for c in s)

def has_upper(s):
    return any(c.isupper() for c in s)

BANNED = ["password", "letmein", "qwerty"]

def check(pw):
    problems = []
    if len(pw) < 8 || len(pw) > 64:
        problems.append("length must be 8-64")
    if !has_digit(pw):
        problems.append("needs a digit")
    if not has_upper(pw):
        problems.append("needs an upper case letter")
    for word in BANNED:
        if word in pw.lower() && len(pw) < 16:
            problems.append("contains '%s'" % word)
    return problems

samples = ["Tr0ub4dor", "password1", "short", "Letmein2024", "MyVeryLongPassword123"]

for pw in samples:
    result = check(pw)
    if result:
        print(pw + ": " + "; ".join(result))
    else:
        print(pw + ": ok")
