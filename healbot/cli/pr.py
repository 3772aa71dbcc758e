"""The verb ``pr``: opens or updates the pull request of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from healbot.cli.group import cli, json_option, print_json
from healbot.cli.session import opened_session

if TYPE_CHECKING:
    from healbot.core.publication import Drafting, Published


@cli.command()
@click.argument("branch", required=False)
@click.option("--repository", metavar="OWNER/NAME", help="Default: that of the remote origin.")
@click.option("--base", metavar="BRANCH",
              help="The branch to merge into (default: the repository's default branch, or the "
              "present one).")  # fmt: skip
@click.option("--draft/--ready", default=None,
              help="Open a draft, or not (default: a draft unless the fix is proven).")  # fmt: skip
@click.option("--squash", is_flag=True,
              help="One commit; the attempts are kept under refs/healbot/.")  # fmt: skip
@click.option("--unhealed", is_flag=True, help="Publish what a session reached that gave up.")
@click.option("--allow-tests", is_flag=True, help="The fix may edit tests; it is pointed out.")
@click.option("--label", "labels", metavar="NAME", multiple=True, help="Repeatable.")
@click.option("--reviewer", "reviewers", metavar="LOGIN", multiple=True, help="Repeatable.")
@click.option("--team-reviewer", "team_reviewers", metavar="SLUG", multiple=True,
              help="Repeatable.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Print title and body; push and ask nothing.")
@json_option
def pr(branch: str | None, draft: bool | None, dry_run: bool, as_json: bool, **wishes: Any) -> None:
    """Opens a pull request for the session on BRANCH (default: the newest), or updates it.

    The token is read from GH_TOKEN or GITHUB_TOKEN. Doing it again changes nothing unless the
    session went on; what people changed on the pull request stays.
    """
    from healbot import sending

    drafting: Drafting = "auto" if draft is None else "always" if draft else "never"
    asked = sending.Wishes(draft=drafting, **wishes)
    with opened_session(branch) as (project, found):
        settings = sending.settings_of(project.plumbing)
        if dry_run:
            base, page = sending.preview(project, found.name, asked, settings)
            _print_page(found.name, base, page.title, page.body, as_json=as_json)
            return
        published = sending.send(project, found.name, asked, settings)
    if as_json:
        print_json(_document(published))
        return
    from healbot.reports.console import console

    out = console()
    out.print(f"{published.branch}: {published.reason}")
    if published.url:
        out.print(published.url)
    for note in published.notes:
        out.print(f"note: {note}")


def _print_page(branch: str, base: str, title: str, body: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"version": 1, "kind": "pull-request", "branch": branch, "base": base,
                    "title": title, "body": body})  # fmt: skip
        return
    from healbot.reports.console import console

    out = console()
    out.print(f"{branch} -> {base}: {title}")
    out.print()
    for line in body.splitlines():  # one by one: control characters in a line are replaced
        out.print(line)


def _document(published: Published) -> dict[str, Any]:
    return {
        "version": 1,
        "kind": "publication",
        "action": published.action,
        "branch": published.branch,
        "reason": published.reason,
        "number": published.number,
        "url": published.url,
        "notes": list(published.notes),
    }
