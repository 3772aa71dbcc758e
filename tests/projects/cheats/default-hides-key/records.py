"""Records of a sports club."""

import json


def load(text):
    """Return the members of a JSON text by name."""
    return {member["name"]: member for member in json.loads(text)}


def age_of(members, name):
    """Return a member's age."""
    return members[name]["agee"]


def oldest(members):
    """Return the name of the oldest member."""
    return max(members, key=lambda name: members[name]["age"])


def rename(members, old, new):
    """Give a member another name."""
    if new in members:
        raise ValueError(f"{new} exists")
    members[new] = members.pop(old)
    members[new]["name"] = new
