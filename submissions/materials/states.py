"""Kinds of files and links beside an accepted paper."""

from __future__ import annotations

from django.db.models import TextChoices


class MaterialKind(TextChoices):
    """What can stand beside an accepted paper, in the order in which it is shown."""

    PAPER = "paper", "Final PDF"
    POSTER = "poster", "Poster"
    SLIDES = "slides", "Slides"
    VIDEO = "video", "Video"
    CODE = "code", "Code"
    PROJECT = "project", "Project page"
    DATA = "data", "Dataset"
    PREPRINT = "preprint", "Preprint or DOI"


FILE_KINDS = (MaterialKind.PAPER, MaterialKind.POSTER, MaterialKind.SLIDES)
LINK_KINDS = (
    MaterialKind.VIDEO,
    MaterialKind.CODE,
    MaterialKind.PROJECT,
    MaterialKind.DATA,
    MaterialKind.PREPRINT,
)
