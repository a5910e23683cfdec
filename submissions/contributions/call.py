"""What the call says about our form: taken from the form itself."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.conf import settings

from effgenai.conferences.call.parts import FormQuestion
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import BlindMode
from submissions.papers.forms import PaperForm


def what_the_form_asks(conference: Conference) -> Iterator[FormQuestion]:
    """Title, abstract, authors, topics and file, each with the limit that the form enforces."""
    yield FormQuestion("Title", f"at most {_longest('title')} characters; formulas between dollar signs")
    yield FormQuestion("Abstract", f"at most {_longest('abstract'):,} characters, Markdown with formulas")
    yield FormQuestion(
        "Authors", "name, e-mail address and affiliation of each, in order; one is the contact"
    )
    yield FormQuestion("Topics", "those of the list that fit; reviewers are chosen by them")
    yield FormQuestion("Paper", _file_rule(conference))


def _longest(name: str) -> int:
    field = PaperForm.base_fields[name]
    assert isinstance(field, forms.CharField)
    assert field.max_length is not None
    return field.max_length


def _file_rule(conference: Conference) -> str:
    size = settings.MAX_UPLOAD_BYTES // 1024**2
    anonymous = ", anonymous" if conference.blind_mode == BlindMode.DOUBLE else ""
    return f"one PDF of at most {size} MB{anonymous}, without a password"
