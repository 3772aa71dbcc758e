"""How commits, references and changed files look in GitHub's JSON."""

from __future__ import annotations

from urllib.parse import quote

from tests.github.bare_repository import ChangedFile, GitCommit, GitPerson
from tests.github.shapes import Json, html_url, node_id, repository_url
from tests.github.state import Repository
from tests.github.world import World

UNSIGNED: Json = {
    "verified": False,
    "reason": "unsigned",
    "signature": None,
    "payload": None,
    "verified_at": None,
}


def person(found: GitPerson) -> Json:
    """Returns a ``git-user``."""
    return {"name": found.name, "email": found.email, "date": found.date}


def commit(world: World, home: Repository, found: GitCommit) -> Json:
    """Returns a ``commit`` without its files."""
    api, page = repository_url(world, home), html_url(world, home)
    url = f"{api}/commits/{found.sha}"
    return {
        "sha": found.sha,
        "node_id": f"C_{found.sha}",
        "url": url,
        "html_url": f"{page}/commit/{found.sha}",
        "comments_url": f"{url}/comments",
        "commit": {
            "url": f"{api}/git/commits/{found.sha}",
            "author": person(found.author),
            "committer": person(found.committer),
            "message": found.message,
            "comment_count": 0,
            "tree": {"sha": found.tree, "url": f"{api}/git/trees/{found.tree}"},
            "verification": UNSIGNED,
        },
        "author": None,
        "committer": None,
        "parents": [
            {"sha": one, "url": f"{api}/commits/{one}", "html_url": f"{page}/commit/{one}"}
            for one in found.parents
        ],
    }


def git_commit(world: World, home: Repository, found: GitCommit) -> Json:
    """Returns a ``git-commit``."""
    api, page = repository_url(world, home), html_url(world, home)
    return {
        "sha": found.sha,
        "node_id": f"C_{found.sha}",
        "url": f"{api}/git/commits/{found.sha}",
        "html_url": f"{page}/commit/{found.sha}",
        "author": person(found.author),
        "committer": person(found.committer),
        "tree": {"sha": found.tree, "url": f"{api}/git/trees/{found.tree}"},
        "message": found.message,
        "parents": [
            {"sha": one, "url": f"{api}/git/commits/{one}", "html_url": f"{page}/commit/{one}"}
            for one in found.parents
        ],
        "verification": UNSIGNED,
    }


def simple_commit(found: GitCommit) -> Json:
    """Returns a ``simple-commit``, as runs carry it."""
    return {
        "id": found.sha,
        "tree_id": found.tree,
        "message": found.message,
        "timestamp": found.author.date,
        "author": {"name": found.author.name, "email": found.author.email},
        "committer": {"name": found.committer.name, "email": found.committer.email},
    }


def changed_file(world: World, home: Repository, head: str, found: ChangedFile) -> Json:
    """Returns a ``diff-entry``."""
    api, page, path = repository_url(world, home), html_url(world, home), quote(found.path)
    content: Json = {
        "sha": found.sha,
        "filename": found.path,
        "status": found.status,
        "additions": found.additions,
        "deletions": found.deletions,
        "changes": found.additions + found.deletions,
        "blob_url": f"{page}/blob/{head}/{path}",
        "raw_url": f"{page}/raw/{head}/{path}",
        "contents_url": f"{api}/contents/{path}?ref={head}",
    }
    if found.patch is not None:
        content["patch"] = found.patch
    if found.old_path:
        content["previous_filename"] = found.old_path
    return content


def reference(world: World, home: Repository, name: str, sha: str) -> Json:
    """Returns a ``git-ref``; `name` is the full one."""
    api = repository_url(world, home)
    kind = home.git.git("cat-file", "-t", sha)
    return {
        "ref": name,
        "node_id": node_id("REF", home.id) + name,
        "url": f"{api}/git/{quote(name)}",
        "object": {"type": kind, "sha": sha, "url": f"{api}/git/{kind}s/{sha}"},
    }
