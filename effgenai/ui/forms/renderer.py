from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import django.forms
from django.conf import settings
from django.forms.renderers import BaseRenderer
from django.template.backends.django import DjangoTemplates

TEMPLATE_DIRS = [Path(settings.BASE_DIR) / "templates", Path(django.forms.__file__).parent / "templates"]


class FieldRenderer(BaseRenderer):
    """Renders forms with our own templates, tags included, and falls back on Django's widgets."""

    form_template_name = "ui/form.html"
    formset_template_name = "ui/formset.html"
    field_template_name = "ui/field.html"

    @cached_property
    def engine(self) -> DjangoTemplates:
        """Build the engine once; the site's own has no path to Django's widget templates."""
        return DjangoTemplates(
            {
                "NAME": "effgenai-forms",
                "DIRS": TEMPLATE_DIRS,
                "APP_DIRS": True,
                "OPTIONS": {"builtins": ["effgenai.ui.templatetags.ui"]},
            }
        )

    def get_template(self, template_name: str) -> Any:
        """Return the template of a form, field or widget."""
        return self.engine.get_template(template_name)
