from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from effgenai.ui.dates import ZonedInstant, zone

Anchor = tuple[Any, str, str]


class AnchoredRadioSelect(forms.RadioSelect):
    """A score whose every value carries its meaning; `anchors` are (value, label, meaning)."""

    template_name = "ui/widgets/anchored_radio.html"

    def __init__(self, anchors: Sequence[Anchor] = (), attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, choices=[(value, label) for value, label, _ in anchors])
        self.meanings = {str(value): meaning for value, _, meaning in anchors}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the meaning of the value to what the template knows of it."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["meaning"] = self.meanings.get(str(option["value"]), "")
        return option


class SearchInput(forms.TextInput):
    """One of many names, found while typing any part of it: the browser lists those that fit."""

    template_name = "ui/widgets/search.html"
    choices: Iterable[tuple[str, str]] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the names to what the template knows."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["options"] = [option for option, _ in self.choices if option]
        return context


class FileDropInput(forms.ClearableFileInput):
    """A large place to drop a file on, or to choose one; it shows the file that is there already."""

    template_name = "ui/widgets/file_drop.html"


class ZonedDateTimeInput(forms.MultiWidget):
    """Date, time and zone in one line, as a person would say them."""

    template_name = "ui/widgets/zoned_datetime.html"
    use_fieldset = True

    def __init__(self, zones: Sequence[tuple[str, str]], attrs: dict[str, Any] | None = None) -> None:
        moment = forms.DateTimeInput(
            attrs={"type": "datetime-local", "aria-label": "Date and time"}, format="%Y-%m-%dT%H:%M"
        )
        super().__init__([moment, forms.Select(choices=zones, attrs={"aria-label": "Time zone"})], attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Split a `ZonedInstant` into the wall-clock time in its zone and the name of the zone."""
        if isinstance(value, ZonedInstant):
            return [value.instant.astimezone(zone(value.zone)).replace(tzinfo=None), value.zone]
        return [None, None]
