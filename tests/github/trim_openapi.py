"""Trims GitHub's OpenAPI description to the operations that healbot uses.

To bring the copy in tests/projects/github up to date::

    npm pack @octokit/openapi@23.0.2
    tar -xzf octokit-openapi-23.0.2.tgz package/generated/api.github.com.json
    python -m tests.github.trim_openapi package/generated/api.github.com.json

Words for people (descriptions, examples) and all that is not reached from the operations is left
out; what remains is unchanged.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TRIMMED = Path(__file__).parents[1] / "projects" / "github" / "openapi.json"

OPERATIONS = frozenset(
    (
        "actions/download-job-logs-for-workflow-run",
        "actions/get-github-actions-default-workflow-permissions-repository",
        "actions/get-github-actions-permissions-repository",
        "actions/get-job-for-workflow-run",
        "actions/get-workflow",
        "actions/get-workflow-run",
        "actions/get-workflow-run-attempt",
        "actions/list-jobs-for-workflow-run",
        "actions/list-jobs-for-workflow-run-attempt",
        "actions/list-repo-workflows",
        "actions/list-workflow-runs",
        "actions/list-workflow-runs-for-repo",
        "apps/list-repos-accessible-to-installation",
        "git/get-commit",
        "git/get-ref",
        "git/list-matching-refs",
        "issues/add-labels",
        "issues/create-comment",
        "issues/create-label",
        "issues/delete-comment",
        "issues/get",
        "issues/get-comment",
        "issues/get-label",
        "issues/list-comments",
        "issues/list-comments-for-repo",
        "issues/list-for-repo",
        "issues/list-labels-for-repo",
        "issues/list-labels-on-issue",
        "issues/remove-label",
        "issues/update",
        "issues/update-comment",
        "meta/root",
        "pulls/create",
        "pulls/create-reply-for-review-comment",
        "pulls/get",
        "pulls/get-review-comment",
        "pulls/list",
        "pulls/list-commits",
        "pulls/list-files",
        "pulls/list-requested-reviewers",
        "pulls/list-review-comments",
        "pulls/list-reviews",
        "pulls/request-reviewers",
        "pulls/update",
        "rate-limit/get",
        "reactions/create-for-issue",
        "reactions/create-for-issue-comment",
        "reactions/create-for-pull-request-review-comment",
        "reactions/delete-for-issue-comment",
        "reactions/list-for-issue",
        "reactions/list-for-issue-comment",
        "reactions/list-for-pull-request-review-comment",
        "repos/check-collaborator",
        "repos/compare-commits-with-basehead",
        "repos/get",
        "repos/get-branch",
        "repos/get-branch-protection",
        "repos/get-branch-rules",
        "repos/get-collaborator-permission-level",
        "repos/get-commit",
        "repos/get-content",
        "repos/list-branches",
        "repos/list-commits",
        "repos/list-pull-requests-associated-with-commit",
        "users/get-authenticated",
        "users/get-by-username",
    )
)
METHODS = frozenset({"get", "put", "post", "patch", "delete"})
_WORDS = frozenset(
    {"description", "summary", "example", "examples", "externalDocs", "tags", "title", "x-octokit"}
)
_NAMED = frozenset({"properties", "schemas", "parameters", "responses", "headers", "paths"})
"""Whose keys are names, not keywords."""


def trim(description: dict[str, Any], wanted: frozenset[str] = OPERATIONS) -> dict[str, Any]:
    """Returns the part of an OpenAPI description that the `wanted` operations reach.

    Raises `LookupError` for an operation that the description does not have.
    """
    paths: dict[str, Any] = {}
    for path, item in description["paths"].items():
        kept = {
            method: operation
            for method, operation in item.items()
            if method in METHODS and operation["operationId"] in wanted
        }
        if kept:
            paths[path] = _without_words(kept)
    found = {operation["operationId"] for item in paths.values() for operation in item.values()}
    if missing := wanted - found:
        raise LookupError(f"No such operations: {', '.join(sorted(missing))}")
    version = {"title": description["info"]["title"], "version": description["info"]["version"]}
    return {
        "openapi": description["openapi"],
        "info": version | {"license": description["info"]["license"]},
        "paths": paths,
        "components": _reached(description["components"], paths),
    }


def _reached(components: dict[str, Any], paths: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, dict[str, Any]] = {}
    waiting = list(_references(paths))
    while waiting:
        section, name = waiting.pop().removeprefix("#/components/").split("/")
        if name in kept.setdefault(section, {}):
            continue
        kept[section][name] = _without_words(components[section][name])
        waiting.extend(_references(kept[section][name]))
    return {section: dict(sorted(kept[section].items())) for section in sorted(kept)}


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _without_words(node: Any, *, named: bool = False) -> Any:
    if isinstance(node, list):
        return [_without_words(value) for value in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _without_words(value, named=key in _NAMED and not named)
        for key, value in node.items()
        if named or key not in _WORDS
    }


def main(arguments: list[str]) -> int:
    """Trims the file that is named first; returns the exit code."""
    description = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    text = json.dumps(trim(description), separators=(",", ":"), ensure_ascii=False)
    TRIMMED.write_text(text + "\n", encoding="utf-8")
    print(f"{TRIMMED.name}: {len(text) // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
