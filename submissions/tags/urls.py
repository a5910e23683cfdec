from __future__ import annotations

from django.urls import path

from submissions.tags import views

urlpatterns = [
    path("chair/submissions/tags/", views.tags, name="tags"),
    path("chair/submissions/<int:number>/tags/", views.paper_tags, name="paper_tags"),
]
