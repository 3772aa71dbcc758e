"""Very small keyword based spam scorer."""

KEYWORDS = {
    "winner": 3,
    "free money": 5,
    "click here": 4,
    "invoice": 1,
    "urgent": 2,
}

THRESHOLD = 5


def score(message):
    text = message.lower()
    points = 0
    hits = []
    for word, weight in KEYWORDS.items():
        if word in text:
            points += weight
            hits.append(word)
    return points, hits


inbox = [
    "Hi team, the invoice for March is attached.",
    "URGENT: you are a WINNER! Click here to claim.",
    "Lunch on Thursday?",
    "Free money - no strings attached",
]

spam = 0
for number, message in enumerate(inbox, start=1):
    points, hits = score(message)
    verdict = "SPAM" if points >= THRESHOLD else "ok"
    spam += verdict == "SPAM"
    print(f"#{number} {verdict:<5} score={points} hits={', '.join(hits) or '-'}")

print(f"{spam} of {len(inbox)} messages moved to junk")
