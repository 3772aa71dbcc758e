import os


def load():
    return {"debug": os.environ["APP_DEBUG"] == "1", "name": "app"}
