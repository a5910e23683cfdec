from __future__ import annotations

import zoneinfo

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from effgenai.accounts.models import Affiliation, Profile, User
from effgenai.accounts.names.orcid import is_orcid, normalise_orcid
from effgenai.accounts.names.personal_names import NameField
from effgenai.ui.forms.fields import SearchedChoiceField


class SignupForm(forms.Form):
    """What signing up asks beyond address and password. allauth builds its own form upon this one."""

    name = NameField(
        label="Your name", max_length=200, help_text="As it should stand on papers and in mails."
    )
    field_order = ["name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name; allauth calls this once the account exists."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


def time_zones() -> list[tuple[str, str]]:
    """The zones of the world that are named after places, in order."""
    names = sorted(name for name in zoneinfo.available_timezones() if _is_place(name))
    return [("", "as my device says"), ("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


def _is_place(name: str) -> bool:
    region, _, place = name.partition("/")
    return bool(place) and region not in {"Etc", "SystemV", "US", "posix", "right"}


class ProfileForm(forms.Form):
    """What a person tells about themselves once, for all conferences."""

    name = NameField(label="Name", max_length=200, help_text="As it should stand on papers and in mails.")
    orcid = forms.CharField(
        label="ORCID iD",
        required=False,
        max_length=60,
        help_text="Such as 0000-0002-1825-0097; the address of your ORCID page will do.",
    )
    home_page = forms.URLField(label="Home page", required=False, max_length=200, assume_scheme="https")
    time_zone = SearchedChoiceField(
        label="Time zone",
        required=False,
        choices=time_zones,
        help_text="Type a city or a region: “Vienna” finds Europe/Vienna. Empty: as your device says.",
    )

    def __init__(self, *args: object, profile: Profile, **kwargs: object) -> None:
        kwargs["initial"] = {
            "name": profile.user.name,
            "orcid": profile.orcid,
            "home_page": profile.home_page,
            "time_zone": profile.time_zone,
        }
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def clean_orcid(self) -> str:
        """Bring the iD into its usual form and check its last digit, which guards against typing errors."""
        orcid = normalise_orcid(self.cleaned_data["orcid"])
        if orcid and not is_orcid(orcid):
            raise ValidationError("This is no ORCID iD: please compare it with your ORCID page.")
        return orcid


class AffiliationForm(forms.Form):
    """One line of a person's affiliations."""

    institution = forms.CharField(label="Institution", max_length=200)
    country = forms.CharField(label="Country", required=False, max_length=80)
    start_year = forms.IntegerField(label="From year", required=False, min_value=1900, max_value=2200)
    end_year = forms.IntegerField(
        label="To year", required=False, min_value=1900, max_value=2200, help_text="Empty: still there."
    )

    def __init__(self, *args: object, affiliation: Affiliation, **kwargs: object) -> None:
        self.affiliation = affiliation
        kwargs["initial"] = {name: getattr(affiliation, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def clean(self) -> None:
        """Refuse an end before the start."""
        start, end = self.cleaned_data.get("start_year"), self.cleaned_data.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", "An affiliation cannot end before it starts.")

    def filled(self) -> Affiliation:
        """The row with what was typed, not kept yet."""
        for name, value in self.cleaned_data.items():
            setattr(self.affiliation, name, value)
        return self.affiliation
