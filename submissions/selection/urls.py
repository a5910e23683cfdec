from __future__ import annotations

from django.urls import path

from submissions.selection import views

urlpatterns = [
    path("chair/submissions/ticked/export.csv", views.export, name="export_ticked"),
    path("chair/submissions/ticked/tags/", views.tag, name="tag_ticked"),
]
