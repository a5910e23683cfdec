"""How a form's fields become HTML. The tags of the same names call these."""

from __future__ import annotations

from typing import Any

from django.forms import (
    BaseForm,
    CheckboxInput,
    EmailInput,
    NumberInput,
    PasswordInput,
    Textarea,
    TextInput,
    URLInput,
    Widget,
)
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe

from effgenai.ui.forms.fields import LineField

GROUP = "group"
TICK = "tick"
LINE = "line"
NOTHING_SAVED = "Nothing is saved yet. Please look at:"


def layout(bound: BoundField) -> str:
    """Return how the field is laid out: a group with a legend, a tick box before its label, or a line."""
    if bound.use_fieldset:
        return GROUP
    return TICK if isinstance(bound.field.widget, CheckboxInput) else LINE


def first_id(bound: BoundField) -> str:
    """Return the id of the control that an error should lead to; a group leads to its first choice."""
    return f"{bound.auto_id}_0" if layout(bound) == GROUP else bound.auto_id


def described_by(bound: BoundField, *, audience: str, counter: bool) -> str:
    """Return the ids of everything that explains the field, in the order in which it is read."""
    parts = {
        "helptext": bound.help_text,
        "audience": audience,
        "count": counter,
        "error": bound.errors,
    }
    return " ".join(f"{bound.auto_id}_{name}" for name, present in parts.items() if present)


def takes_words(bound: BoundField) -> bool:
    """Return whether people write in it, in whatever direction their script runs."""
    kinds: tuple[type[Widget], ...] = (Textarea, TextInput)
    others = (EmailInput, NumberInput, URLInput, PasswordInput)
    return isinstance(bound.field.widget, kinds) and not isinstance(bound.field.widget, others)


def is_line(bound: BoundField) -> bool:
    """Return whether one line is asked for, of which few reach their limit."""
    return isinstance(bound.field, LineField) or not isinstance(bound.field.widget, Textarea)


def text_limit(bound: BoundField) -> int | None:
    """Return how many characters a text may have, where people write one."""
    limit: int | None = getattr(bound.field, "max_length", None)
    widget = bound.field.widget
    is_typed = isinstance(widget, (Textarea, TextInput)) and getattr(widget, "input_type", "") != "color"
    return limit if is_typed else None


def field_context(
    bound: BoundField,
    *,
    audience: str = "",
    counter: bool = False,
    hide_label: bool = False,
    autofocus: bool = False,
) -> dict[str, Any]:
    """Return what the template of a field needs, the control included."""
    audience = audience or getattr(bound.field, "audience", "")
    limit = text_limit(bound)
    described = described_by(bound, audience=audience, counter=limit is not None)
    kind = layout(bound)
    attributes: dict[str, Any] = {"aria-describedby": described} if described and kind != GROUP else {}
    if limit is not None:
        # A browser would cut what is pasted and say nothing; whoever typed too much is told how much.
        attributes["maxlength"] = False
    if takes_words(bound):
        attributes["dir"] = "auto"
    if autofocus:
        attributes["autofocus"] = True
    return {
        "field": bound,
        "kind": kind,
        "control": bound.as_widget(attrs=attributes),
        "described": described,
        "audience": audience,
        "limit": limit,
        "is_counted_near": not counter and is_line(bound),
        "hide_label": hide_label,
    }


def field(bound: BoundField, **options: Any) -> SafeString:
    """Return label, help, control, audience and errors of one field."""
    if bound.is_hidden:
        return mark_safe(str(bound))  # noqa: S308 - Django escapes its own widgets
    return bound.form.render(template_name="ui/field.html", context=field_context(bound, **options))


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def fields(form: BaseForm, *, only: str = "", skip: str = "") -> SafeString:
    """Return the fields one below the other; hidden ones come with them unless `only` names some."""
    wanted, skipped = _names(only), _names(skip)
    chosen = [form[name] for name in wanted] if wanted else [b for b in form if b.name not in skipped]
    return mark_safe("".join(field(bound) for bound in chosen))  # noqa: S308 - each is safe


def fieldset_fields(form: BaseForm, names: str, legend: str) -> SafeString:
    """Return some fields under one legend."""
    inner = {"legend": legend, "fields": fields(form, only=names)}
    return form.render(template_name="ui/fieldset.html", context=inner)


def error_summary(form: BaseForm, heading: str = NOTHING_SAVED) -> SafeString:
    """Return a list of what is wrong, each entry a link to its field; nothing when nothing is.

    `heading` says what was saved all the same, where fields are wrong and nothing else stood against it.
    """
    if not form.errors:
        return SafeString()
    wrong = [(bound.label, first_id(bound), bound.errors) for bound in form.visible_fields() if bound.errors]
    hidden = [(bound.label, error) for bound in form.hidden_fields() for error in bound.errors]
    return form.render(
        template_name="ui/error_summary.html",
        context={
            "general": form.non_field_errors(),
            "hidden": hidden,
            "wrong": wrong,
            "heading": NOTHING_SAVED if form.non_field_errors() else heading,
        },
    )
