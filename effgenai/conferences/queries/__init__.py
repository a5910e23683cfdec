"""Reads of the platform's pages. The milestone helpers are what other apps ask about dates."""

from effgenai.conferences.queries.milestones import is_open, milestone, milestone_for, submissions_open

__all__ = ["is_open", "milestone", "milestone_for", "submissions_open"]
