#!/usr/bin/env python
# Number guessing game with three rounds.  Guesses come from standard input.

SECRETS = [42, 7, 88]

class GiveUp(Exception):
    pass

def ask(prompt):
    line = raw_input(prompt)
    if line.strip() == "q":
        raise GiveUp("player left")
    return int(line)

def play(secret, tries=4):
    for attempt in xrange(1, tries + 1):
        guess = ask("")
        if guess == secret:
            return attempt
        print "  %d is too %s" % (guess, "low" if guess < secret else "high")
    return None

scores = []
try:
    for number, secret in enumerate(SECRETS, 1):
        print "Round", number
        result = play(secret)
        scores.append(result)
        if result:
            print "  got it in", result
        else:
            print "  it was", secret
except GiveUp, reason:
    print "bye:", reason

summary = ", ".join(unicode(s) for s in scores)
print "tries: " + summary
