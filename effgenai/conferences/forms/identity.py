from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from effgenai.accounts.models import User
from effgenai.conferences.forms.base import ModelForm
from effgenai.conferences.forms.pictures import offer_pictures, take_uploads
from effgenai.conferences.models import Conference


class IdentityForm(ModelForm[Conference]):
    """What a conference is recognised by: its colour, its logo, the picture of its home page."""

    hero_alt = forms.CharField(
        label="What the new picture shows",
        required=False,
        max_length=300,
        help_text="For those who do not see it. Empty: it is only there to look nice.",
    )

    class Meta:
        model = Conference
        fields = ["accent", "logo", "hero_image"]
        labels = {"hero_image": "Picture of the home page"}
        help_texts = {
            "accent": "For links and buttons. A colour that could not be read is darkened or lightened.",
        }
        widgets = {"accent": forms.TextInput(attrs={"type": "color"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_pictures(self, self.instance, "logo", "No logo: the short name is set in letters")
        offer_pictures(self, self.instance, "hero_image", "No picture")
        self.fields["hero_image"].help_text = "A wide picture across the page, below the title."

    def take_uploads(self, by: User, at: dt.datetime) -> list[str]:
        """Store a new logo or picture. The logo's alternative text is the conference's name."""
        alt = {"logo": self.instance.short_name, "hero_image": self.cleaned_data["hero_alt"]}
        return take_uploads(self, alt, conference=self.instance, by=by, at=at)
