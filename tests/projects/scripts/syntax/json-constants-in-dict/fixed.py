"""Feature flags: which user gets which feature?"""

flags = {
    "dark_mode": {"enabled": True, "percent": 100, "owner": "ui"},
    "new_search": {"enabled": True, "percent": 40, "owner": None},
    "beta_export": {"enabled": False, "percent": 100, "owner": "data"},
}

users = ["kim", "lee", "mira", "noah"]


def bucket(user, flag):
    """Stable number from 0 to 99 for a pair of user and flag."""
    value = 7
    for ch in user + ":" + flag:
        value = (value * 31 + ord(ch)) % 100003
    return value % 100


def is_on(flag, user):
    spec = flags[flag]
    if not spec["enabled"]:
        return False
    return bucket(user, flag) < spec["percent"]


for user in users:
    active = [flag for flag in flags if is_on(flag, user)]
    print(f"{user:<5}", ", ".join(active))

orphans = [name for name, spec in flags.items() if spec["owner"] is None]
print("flags without owner:", orphans)
print("switched off:", [n for n, s in flags.items() if s["enabled"] is False])
