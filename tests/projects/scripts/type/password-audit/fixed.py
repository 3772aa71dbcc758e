import hashlib
import hmac

SALT = "pepper&salt"

USERS = {
    "alice": "correct horse",
    "bob": "hunter2",
    "carol": "hunter2",
}


def hash_password(password, salt=SALT, rounds=3):
    digest = hashlib.sha256((salt + password).encode()).hexdigest()
    for _ in range(rounds - 1):
        digest = hashlib.sha256(bytes.fromhex(digest)).hexdigest()
    return digest


def verify(user, attempt, table):
    return hmac.compare_digest(table[user], hash_password(attempt))


table = {user: hash_password(pw) for user, pw in USERS.items()}

for user in sorted(table):
    print(user.ljust(6), table[user][:16], "...")

print("bob/hunter2 :", verify("bob", "hunter2", table))
print("bob/Hunter2 :", verify("bob", "Hunter2", table))
reused = len(table) - len(set(table.values()))
print("reused passwords:", reused)
