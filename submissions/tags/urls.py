from __future__ import annotations

from django.urls import path

from submissions.tags import views

urlpatterns = [
    path("chair/submissions/tags/", views.tags, name="tags"),
    path("chair/submissions/tags/words/", views.tag_words, name="tag_words"),
    path("chair/submissions/<int:number>/tags/", views.paper_tags, name="paper_tags"),
]
