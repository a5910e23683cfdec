"""How forms go on with what was typed into them before."""

from __future__ import annotations

from typing import Any

from django import forms


def typed_values(form: forms.BaseForm) -> dict[str, Any]:
    """What was sent with a form, right or wrong, as initial values of one that nobody complains about yet."""
    names = [name for name, field in form.fields.items() if not isinstance(field, forms.FileField)]
    return {name: form[name].value() for name in names}
