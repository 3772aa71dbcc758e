"""Commits, comparisons and files."""

from __future__ import annotations

import base64
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from tests.github import shapes, shapes_git
from tests.github.access import Refusal, not_found
from tests.github.bare_repository import TreeEntry
from tests.github.routing import Answer, Request, handles
from tests.github.state import Repository
from tests.github.world import World


def _commit_of(request: Request, name: str) -> str:
    sha = request.repository.git.resolve(name)
    if sha is None:
        raise Refusal(422, f"No commit found for SHA: {name}")
    return sha


@handles("repos/get-commit", read="contents")
def _commit(request: Request) -> Answer:
    world, repository = request.world, request.repository
    sha = _commit_of(request, request.parameters["ref"])
    found = repository.git.commit(sha)
    content = shapes_git.commit(world, repository, found)
    start = found.parents[0] if found.parents else _empty_tree(repository)
    files = repository.git.changed_files(start, sha)
    added, deleted = sum(one.additions for one in files), sum(one.deletions for one in files)
    content["stats"] = {"additions": added, "deletions": deleted, "total": added + deleted}
    content["files"] = [shapes_git.changed_file(world, repository, sha, one) for one in files]
    return Answer(body=content)


def _empty_tree(repository: Repository) -> str:
    done = repository.git.run("hash-object", "-t", "tree", "-w", "--stdin", stdin=b"")
    return done.stdout.decode().strip()


@handles("git/get-commit", read="contents")
def _git_commit(request: Request) -> Answer:
    sha = request.repository.git.resolve(request.parameters["commit_sha"])
    if sha is None:
        raise not_found()
    found = request.repository.git.commit(sha)
    return Answer(body=shapes_git.git_commit(request.world, request.repository, found))


@handles("repos/list-commits", read="contents")
def _commits(request: Request) -> Answer:
    repository = request.repository
    start = request.query.get("sha") or repository.default_branch
    sha = repository.git.resolve(start)
    if sha is None:
        raise not_found()
    options = [
        f"--{option}={request.query[name]}"
        for name, option in (("since", "since"), ("until", "until"), ("author", "author"))
        if name in request.query
    ]
    found = repository.git.commits(*options, sha, limit=1000)
    return request.paged([shapes_git.commit(request.world, repository, one) for one in found])


@handles("repos/compare-commits-with-basehead", read="contents")
def _compare(request: Request) -> Answer:
    world, repository = request.world, request.repository
    git = repository.git
    names = request.parameters["basehead"].split("...")
    if len(names) != 2:
        raise not_found()
    base, head = (_compared(world, repository, name) for name in names)
    start = git.merge_base(base, head)
    if start is None:
        raise Refusal(404, f"No common ancestor between {names[0]} and {names[1]}.")
    ahead, behind = git.ahead_behind(base, head)
    status = {(False, False): "identical", (True, False): "ahead", (False, True): "behind"}
    url = f"{shapes.repository_url(world, repository)}/compare/{'...'.join(names)}"
    page = f"{shapes.html_url(world, repository)}/compare/{'...'.join(names)}"
    commits = git.commits("--reverse", f"{base}..{head}")
    files = git.changed_files(base, head)[:300]
    return Answer(
        body={
            "url": quote(url, safe=":/"),
            "html_url": quote(page, safe=":/"),
            "permalink_url": f"{shapes.html_url(world, repository)}/compare/{base}...{head}",
            "diff_url": quote(page, safe=":/") + ".diff",
            "patch_url": quote(page, safe=":/") + ".patch",
            "base_commit": shapes_git.commit(world, repository, git.commit(base)),
            "merge_base_commit": shapes_git.commit(world, repository, git.commit(start)),
            "status": status.get((ahead > 0, behind > 0), "diverged"),
            "ahead_by": ahead,
            "behind_by": behind,
            "total_commits": ahead,
            "commits": [shapes_git.commit(world, repository, one) for one in commits],
            "files": [shapes_git.changed_file(world, repository, head, one) for one in files],
        }
    )


def _compared(world: World, repository: Repository, name: str) -> str:
    """Returns the commit of a name that may have an owner before it: ``ada:main``."""
    owner, _, branch = name.rpartition(":")
    place = world.repositories.get(f"{owner}/{repository.name}", repository)
    sha = place.git.resolve(branch)
    if sha is not None and place is not repository:
        repository.git.git("fetch", "--quiet", str(place.git.path), sha)
    if sha is None:
        raise not_found()
    return sha


@handles("repos/get-content", read="contents")
def _content(request: Request) -> Answer:
    repository = request.repository
    path = request.parameters["path"].strip("/")
    name = request.query.get("ref") or repository.default_branch
    commit = repository.git.resolve(name)
    if commit is None:
        raise Refusal(404, f"No commit found for the ref {name}")
    entries = repository.git.entries(commit, path)
    if entries is not None:
        return Answer(body=[_entry(request, name, one) for one in entries])
    parent = PurePosixPath(path).parent.as_posix()
    siblings = repository.git.entries(commit, "" if parent == "." else parent) or []
    found = [one for one in siblings if one.path == path]
    content = repository.git.blob(commit, path)
    if not found or content is None:
        raise not_found()
    text = base64.encodebytes(content).decode()
    return Answer(body={**_entry(request, name, found[0]), "encoding": "base64", "content": text})


def _entry(request: Request, name: str, found: TreeEntry) -> dict[str, Any]:
    """Returns what files and folders have in common."""
    world, repository = request.world, request.repository
    api, page = shapes.repository_url(world, repository), shapes.html_url(world, repository)
    path, ref = quote(found.path), quote(name)
    kind, place = {"tree": ("dir", "tree"), "commit": ("submodule", "tree")}.get(
        found.kind, ("file", "blob")
    )
    links = {
        "self": f"{api}/contents/{path}?ref={ref}",
        "git": f"{api}/git/{found.kind}s/{found.sha}",
        "html": f"{page}/{place}/{ref}/{path}",
    }
    return {
        "type": kind,
        "size": found.size,
        "name": found.path.rpartition("/")[2],
        "path": found.path,
        "sha": found.sha,
        "url": links["self"],
        "git_url": links["git"],
        "html_url": links["html"],
        "download_url": f"{page}/raw/{ref}/{path}" if kind == "file" else None,
        "_links": links,
    }
