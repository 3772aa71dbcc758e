"""Both clients against a scripted server, and the request that the tests send."""

from __future__ import annotations

from healbot.core.model_call import Message, ModelRequest, Tool
from healbot.generators.language_model.listing import open_client
from healbot.generators.language_model.providers import ModelChoice, Provider
from healbot.ports import ModelClient
from tests.scripted_model import ScriptedModel

KEY = "sk-test-0123456789abcdefghijklmnop"
NAMES = {
    Provider.ANTHROPIC: "claude-sonnet-5-5",
    Provider.OPENAI: "gpt-5.6-terra",
    Provider.GEMINI: "gemini-flash-latest",
    Provider.LOCAL: "qwen",
}
SCHEMA = {
    "type": "object",
    "properties": {
        "fixes": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "cannot_fix": {"type": "string"},
    },
}
TOOL = Tool(
    "read_file",
    "Returns the text of a file.",
    {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]},
)
REQUEST = ModelRequest("You repair code.", (Message("user", "Repair it."),), 4096)


def choice(provider: Provider, server: ScriptedModel) -> ModelChoice:
    """Returns the way to `server` in the words of `provider`."""
    anthropic = provider is Provider.ANTHROPIC
    url = server.anthropic_url if anthropic else server.openai_url
    return ModelChoice(provider, NAMES[provider], KEY, url)


def client(provider: Provider, server: ScriptedModel) -> ModelClient:
    """Returns the client for `server` that speaks as `provider` does."""
    return open_client(choice(provider, server))
