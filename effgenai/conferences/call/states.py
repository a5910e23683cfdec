"""Kinds of policies."""

from __future__ import annotations

from django.db.models import TextChoices


class PolicyKind(TextChoices):
    """What the call lays down besides length and anonymity, in the order in which it says so."""

    DUAL_SUBMISSION = "dual_submission", "Dual submission"
    PREPRINTS = "preprints", "Preprints and anonymity"
    LLM_AUTHORS = "llm_authors", "Language models in papers"
    LLM_REVIEWERS = "llm_reviewers", "Language models in reviews"
    ETHICS = "ethics", "Ethics"
    ARCHIVAL = "archival", "Proceedings"
