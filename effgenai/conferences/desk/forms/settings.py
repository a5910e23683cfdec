from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import to_locale

from effgenai.accounts.forms import time_zones
from effgenai.accounts.models import User
from effgenai.accounts.queries import person_with
from effgenai.conferences.core.hooks import SessionTimes
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.queries import NAMED_HERE, why_not_call_it
from effgenai.conferences.core.rules import why_not_use_domain
from effgenai.conferences.core.validators import RESERVED_SLUGS
from effgenai.conferences.desk.ordinals import next_slug
from effgenai.conferences.web.forms import ModelForm
from effgenai.resilience.names import leads_to_the_same
from effgenai.ui.forms.fields import SearchedChoiceField

MAX_SLUG = 50


def day_input() -> forms.DateInput:
    """A calendar day in the browser's own control."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def languages(current: str) -> list[tuple[str, str]]:
    """Languages by their tags, called in English and by themselves, with the one that is set now."""
    named = [
        (to_locale(code).replace("_", "-"), _called(facts["name"], facts["name_local"]))
        for code, facts in LANG_INFO.items()
        if "name" in facts
    ]
    missing = [] if current in dict(named) else [(current, current)]
    return sorted(named, key=lambda choice: choice[1]) + missing


def _called(name: str, own_name: str) -> str:
    return name if name == own_name else f"{name} ({own_name})"


class DomainField(forms.CharField):
    """A host name as people write it: capitals and a closing dot mean nothing."""

    def to_python(self, value: Any) -> str:
        """Give the name as browsers send it."""
        return (super().to_python(value) or "").lower().rstrip(".")


class ShortNameForm(ModelForm[Conference]):
    """A form with a short name, which no other conference may have."""

    def clean_short_name(self) -> str:
        """Refuse a new name that another conference has."""
        name: str = self.cleaned_data["short_name"]
        if "short_name" in self.changed_data or self.instance.pk is None:
            why_not = why_not_call_it(name, apart_from=self.instance.pk)
            if why_not:
                raise ValidationError(why_not)
        return name


class SettingsForm(ShortNameForm):
    """The facts of a conference and how it reviews."""

    time_zone = SearchedChoiceField(
        label="Time zone of the venue", help_text="Type a city or a region: “Vienna” finds Europe/Vienna."
    )
    language = forms.ChoiceField(label="Language of its texts", required=False)
    domain = DomainField(label="Own domain", required=False, max_length=253)
    is_pointed_here = forms.BooleanField(
        label="It leads here, by way of another server: save it anyway",
        widget=forms.HiddenInput,
        required=False,
    )
    sessions = forms.ChoiceField(
        label="Their times", choices=SessionTimes.choices, widget=forms.RadioSelect, required=False
    )

    class Meta:
        model = Conference
        fields = [
            "title",
            "short_name",
            "edition",
            "host",
            "place",
            "time_zone",
            "starts_on",
            "ends_on",
            "contact_email",
            "language",
            "accent",
            "domain",
            "blind_mode",
            "reviews_per_paper",
            "hide_authors_from_chairs",
            "show_authors_to_area_chairs",
            "past_affiliation_years",
            "letters_to_contacts_only",
        ]
        help_texts = {
            "short_name": "For headers and mails, such as “EffGenAI”.",
            "host": "The conference it is held with, if any.",
            "contact_email": "Shown on the site; answers to mails go there.",
            "language": "Of what you write: home page, call, news, titles. Buttons and dates stay English.",
            "accent": "For links and buttons. A colour that could not be read is darkened or lightened.",
            "reviews_per_paper": "What the call promises and the assignment aims at.",
            "hide_authors_from_chairs": "Until decisions are out, chairs do not know who wrote what.",
            "past_affiliation_years": "Where somebody worked until then still makes a conflict of interest.",
            "letters_to_contacts_only": "Otherwise every author of a paper gets the letter of its decision.",
            "show_authors_to_area_chairs": "Otherwise area chairs see papers as reviewers do.",
        }
        widgets = {
            "starts_on": day_input(),
            "ends_on": day_input(),
            "accent": forms.TextInput(attrs={"type": "color"}),
            "blind_mode": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(name, label) for name, label in time_zones() if name]
        current = self.instance.time_zone
        if current not in dict(known):
            known.insert(0, (current, current))
        self.fields["time_zone"].choices = known  # type: ignore[attr-defined]
        self.fields["language"].choices = languages(self.instance.language)  # type: ignore[attr-defined]
        self.fields["domain"].help_text = _how_to_point_it_here()

    def clean_language(self) -> str:
        """The language that was chosen; a form without the field leaves it as it is."""
        chosen: str = self.cleaned_data["language"]
        return chosen or self.instance.language

    def clean_domain(self) -> str:
        """Refuse names under which the whole site answers."""
        domain: str = self.cleaned_data["domain"]
        if why_not := why_not_use_domain(domain):
            raise forms.ValidationError(why_not)
        return domain

    def clean(self) -> dict[str, Any]:
        """Ask about a new domain that does not lead here: links to it would lead nowhere."""
        cleaned: dict[str, Any] = super().clean() or {}
        domain = cleaned.get("domain")
        if domain and "domain" in self.changed_data:
            self._question(domain, is_meant=cleaned["is_pointed_here"])
        return cleaned

    def _question(self, domain: str, *, is_meant: bool) -> None:
        host = urlsplit(settings.SITE_URL).hostname or ""
        if leads_to_the_same(domain, host) is not False:
            return
        self.fields["is_pointed_here"].widget = forms.CheckboxInput()
        if not is_meant:
            self.add_error(
                "domain",
                f"{domain} does not lead to {host} yet, and links to it would lead nowhere. Add its record, "
                f"wait until it is known, and save again.",
            )


def _how_to_point_it_here() -> str:
    """What to do where the domain is managed; a name without a part before it cannot have a CNAME."""
    host = urlsplit(settings.SITE_URL).hostname
    return (
        f"Such as workshop.example.org, for the public pages; signing in stays on {host}. Where the domain "
        f"is managed, add a CNAME record that names {host} (for a bare example.org: A and AAAA records with "
        f"its addresses). It is looked up when it is saved, and answers a minute later, once the site is "
        f"published."
    )


class TextsForm(ModelForm[Conference]):
    """What the call says to authors in the chairs' own words."""

    class Meta:
        model = Conference
        fields = ["submission_guide"]
        help_texts = {
            "submission_guide": "Markdown with $formulas$. Stands in the call, under “How to submit”.",
        }
        widgets = {"submission_guide": forms.Textarea(attrs={"rows": 12})}


class NewMemberForm(forms.Form):
    """Whom to give a role, by an address of their account."""

    person = forms.EmailField(label="E-mail address of their account")
    role = forms.ChoiceField(label="Role", choices=[(role.value, role.label) for role in NAMED_HERE])

    def clean_person(self) -> User:
        """Find the person by any verified address of theirs."""
        user = person_with(self.cleaned_data["person"])
        if user is None:
            raise ValidationError(
                "Nobody here has verified this address: invite them by mail, and they make an account."
            )
        return user


class NewConferenceForm(ShortNameForm):
    """What a conference needs to begin with; everything else is set up afterwards."""

    class Meta:
        model = Conference
        fields = ["title", "short_name", "slug"]
        help_texts = {
            "short_name": "For headers and mails, such as “EffGenAI”.",
            "slug": "The first part of its pages' addresses, such as “effgenai-2027”. It stays for ever. "
            "Left empty, it is made from the short name.",
        }
        error_messages = {"slug": {"unique": "There is already a conference at this address."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False

    def clean_slug(self) -> str:
        """The address that was typed, or a free one made from the short name or the title."""
        slug: str = self.cleaned_data["slug"]
        names = (self.cleaned_data.get(name, "") for name in ("short_name", "title"))
        slug = slug or proposed_slug(*names)
        if not slug:
            raise ValidationError("Write an address: the names have no Latin letters to make one from.")
        return slug


def proposed_slug(*names: str) -> str:
    """A free address made from the first of the names that has Latin letters or figures; one query.

    "" if none has any.
    """
    found = [slug for name in names if (slug := slugify(name)[:MAX_SLUG].strip("-"))]
    if not found:
        return ""
    taken = set(Conference.objects.filter(slug__startswith=found[0]).values_list("slug", flat=True))
    return next_slug(found[0], taken) if found[0] in taken | RESERVED_SLUGS else found[0]
