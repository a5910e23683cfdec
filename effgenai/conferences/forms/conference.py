from __future__ import annotations

from effgenai.conferences.forms.base import ModelForm
from effgenai.conferences.models import Conference


class NewConferenceForm(ModelForm[Conference]):
    """What a conference needs to begin with; everything else is set up afterwards."""

    class Meta:
        model = Conference
        fields = ["title", "short_name", "slug"]
        help_texts = {
            "short_name": "For headers and mails, such as “EffGenAI”.",
            "slug": "The first part of its pages' addresses, such as “effgenai-2027”. It stays for ever.",
        }
