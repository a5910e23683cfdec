"""Words and states of a conference. What is open or closed is not among them: it follows from milestones."""

from __future__ import annotations

from django.db.models import TextChoices


class BlindMode(TextChoices):
    """Who knows whom during review."""

    DOUBLE = "double", "Double-blind: neither authors nor reviewers learn each other's names"
    SINGLE = "single", "Single-blind: reviewers see the authors, authors never see reviewers"
    OPEN = "open", "Open: authors and reviewers know each other"


class PublicState(TextChoices):
    """Whether visitors see the site of a conference."""

    DRAFT = "draft", "Draft: only its members see it"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived: kept for reading"


TRANSITIONS: dict[str, set[str]] = {
    PublicState.DRAFT: {PublicState.PUBLISHED},
    PublicState.PUBLISHED: {PublicState.DRAFT, PublicState.ARCHIVED},
    PublicState.ARCHIVED: {PublicState.PUBLISHED},
}


class Role(TextChoices):
    """What a member may do in a conference. Authors and attendees are no members."""

    CHAIR = "chair", "Chair"
    AREA_CHAIR = "area_chair", "Area chair"
    REVIEWER = "reviewer", "Reviewer"
    PROGRAM_EDITOR = "program_editor", "Programme editor"
    SITE_EDITOR = "site_editor", "Site editor"


class MilestoneKind(TextChoices):
    """The dates that the software acts on, in their usual order."""

    CALL_OPENS = "call_opens", "Call opens"
    SUBMISSIONS_DUE = "submissions_due", "Papers due"
    REVIEWS_DUE = "reviews_due", "Reviews due"
    DECISIONS = "decisions", "Decisions sent"
    CAMERA_READY_DUE = "camera_ready_due", "Camera-ready due"
    STARTS = "starts", "Workshop begins"
    ENDS = "ends", "Workshop ends"
    OTHER = "other", "Other date"


class PageFormat(TextChoices):
    """How a chair wrote a page."""

    MARKDOWN = "markdown", "Markdown with formulas"
    HTML = "html", "HTML (made safe when saved)"


class PeopleGroup(TextChoices):
    """Blocks of the people page."""

    ORGANISER = "organiser", "Organisers"
    SPEAKER = "speaker", "Invited speakers"
    PANELLIST = "panellist", "Panellists"
    VOLUNTEER = "volunteer", "Volunteers"


class PolicyKind(TextChoices):
    """What the call lays down besides length and blinding, in the order in which it says so."""

    DUAL_SUBMISSION = "dual_submission", "Dual submission"
    PREPRINTS = "preprints", "Preprints and anonymity"
    LLM_AUTHORS = "llm_authors", "Language models in papers"
    LLM_REVIEWERS = "llm_reviewers", "Language models in reviews"
    ETHICS = "ethics", "Ethics"
    ARCHIVAL = "archival", "Proceedings"
