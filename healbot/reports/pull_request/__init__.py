"""What a reviewer reads: title and body of a pull request, made of one file per section."""

from __future__ import annotations

from healbot.reports.pull_request.body import PullRequestText, pull_request_text
from healbot.reports.pull_request.story import Ending, Story

__all__ = ["Ending", "PullRequestText", "Story", "pull_request_text"]
