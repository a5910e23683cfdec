"""The site with its style guide, which is otherwise there only while developing."""

from __future__ import annotations

from django.urls import include, path

from effgenai import urls
from effgenai.ui.urls import styleguide_patterns

urlpatterns = [path("", include((styleguide_patterns, "styleguide"))), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = (
    urls.handler400,
    urls.handler403,
    urls.handler404,
    urls.handler500,
)
