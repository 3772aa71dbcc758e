"""Expire idle sessions of a (simulated) web server."""

TIMEOUT = 30


class SessionStore:
    def __init__(self):
        self.sessions = {}

    def touch(self, user, now):
        self.sessions[user] = now

    def expire(self, now):
        expired = []
        for user in self.sessions:
            if now - self.sessions[user] > TIMEOUT:
                del self.sessions[user]
                expired.append(user)
        return expired


TRAFFIC = [(0, "ada"), (5, "bob"), (12, "cyd"), (20, "ada"), (41, "bob"), (44, "dan")]

store = SessionStore()
for now, user in TRAFFIC:
    store.touch(user, now)

print("active:", len(store.sessions))
for now in (50, 60, 72):
    print(f"t={now}: expired {store.expire(now) or 'nobody'}")
print("still there:", sorted(store.sessions))
