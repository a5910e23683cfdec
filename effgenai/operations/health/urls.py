from __future__ import annotations

from django.urls import path

from effgenai.operations.health import views

app_name = "health"
urlpatterns = [
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
]
