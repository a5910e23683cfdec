"""Choosing a picture of the library in a form, or uploading one in place."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Model, QuerySet, Value, When

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.pictures.making import ACCEPT, BadPicture
from effgenai.conferences.pictures.models import Image
from effgenai.conferences.pictures.services import ReadUpload, read_upload, store_image
from effgenai.conferences.pictures.texts import picture_html
from effgenai.conferences.web.forms import ModelForm

KINDS = "JPEG, PNG, WebP, GIF or AVIF, at most 20 MB."


class PictureFileField(forms.FileField):
    """An upload that must be a picture; cleans to a `ReadUpload`, or None."""

    widget = forms.FileInput(attrs={"accept": ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> ReadUpload | None:
        """Read the picture, or say beside the field why it is none."""
        upload = super().clean(data, initial)
        try:
            return read_upload(upload) if upload else None
        except BadPicture as error:
            raise ValidationError(str(error)) from error


class PictureSelect(forms.RadioSelect):
    """The pictures of the library, small, one to choose."""

    template_name = "conferences/pictures/widgets/picture_select.html"
    option_template_name = "conferences/pictures/widgets/picture_option.html"
    slug = ""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the picture to what the template knows of a choice."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        image = getattr(option["value"], "instance", None)
        if image is not None:
            option["picture"] = picture_html(image, self.slug, sizes="7rem", alt="")
        return option


class PictureChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # the class takes no brackets when it runs
    """A picture of this conference."""

    def label_from_instance(self, obj: Model) -> str:
        """What it shows, or its name."""
        return str(obj)


class DescribeForm(ModelForm[Image]):
    """What a picture shows, and who made it."""

    class Meta:
        model = Image
        fields = ["alt", "credit"]
        help_texts = {"credit": "Who made it, if that has to be said. Stands below it."}
        widgets = {"alt": forms.Textarea(attrs={"rows": 2})}


def offer_pictures(form: forms.BaseForm, conference: Conference, name: str, nothing: str) -> None:
    """Let the field `name` of a form choose from the library, and add `<name>_upload` for a new one."""
    field = PictureChoice(
        _with_first(conference, form.initial.get(name)),
        required=False,
        label=form.fields[name].label,
        empty_label=nothing,
        blank=True,
        widget=PictureSelect,
        help_text="From the library of pictures.",
    )
    field.widget.slug = conference.slug
    form.fields[name] = field
    form.fields[f"{name}_upload"] = PictureFileField(
        label=f"Or upload a new {str(field.label or 'picture').lower()}", required=False, help_text=KINDS
    )


def _with_first(conference: Conference, chosen: int | None) -> QuerySet[Image]:
    """The library with the picture that is chosen now in front, where it is seen."""
    is_chosen = Case(When(pk=chosen, then=Value(0)), default=Value(1))
    return conference.images.order_by(is_chosen, "-stored_at", "-pk")


def take_uploads(
    form: Any, alternatives: dict[str, str], *, conference: Conference, by: User, at: dt.datetime
) -> list[str]:
    """Store what was uploaded beside the chosen pictures and put it in their place; the names it went to.

    `alternatives` are the alternative texts of new pictures, by name of the field. One that cannot be stored
    raises Refused.
    """
    taken = []
    for name, alt in alternatives.items():
        read = form.cleaned_data.get(f"{name}_upload")
        if read:
            setattr(form.instance, name, _stored(read, conference=conference, alt=alt, by=by, at=at))
            taken.append(name)
    return taken


def _stored(read: ReadUpload, **facts: Any) -> Image:
    try:
        return store_image(upload=read, **facts)
    except BadPicture as problem:
        raise Refused(str(problem)) from problem
