from __future__ import annotations

from django.conf import settings
from django.urls import path

from effgenai.ui import views
from effgenai.ui.styleguide import views as styleguide

app_name = "ui"
urlpatterns = [
    path("assets/<slug:stem>.<slug:digest>.<slug:kind>", views.asset, name="asset"),
    path("account/theme/", views.choose_theme, name="theme"),
]
styleguide_patterns = [
    path("styleguide/", styleguide.components, name="styleguide"),
    path("styleguide/<slug:page>/", styleguide.example, name="styleguide-page"),
]
if settings.DEBUG:
    urlpatterns += styleguide_patterns
