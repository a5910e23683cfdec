"""Gathers the models of the features for Django; features name those of each other at their own place."""

from submissions.authors.models import AuthorAnswer, Authorship
from submissions.conflicts.models import AdvanceConflict, Conflict, ConflictBatch, NamedConflict
from submissions.core.models import PaperException, Revision, Submission
from submissions.materials.models import Award, Material
from submissions.saved_lists.models import SavedList
from submissions.tags.models import PaperTag

__all__ = [
    "AdvanceConflict",
    "AuthorAnswer",
    "Authorship",
    "Award",
    "Conflict",
    "ConflictBatch",
    "Material",
    "NamedConflict",
    "PaperException",
    "PaperTag",
    "Revision",
    "SavedList",
    "Submission",
]
