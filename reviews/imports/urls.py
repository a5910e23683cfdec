from __future__ import annotations

from django.urls import path

from reviews.imports.views import lists, papers

urlpatterns = [
    path("chair/submissions/import/", papers.import_papers, name="import_papers"),
    path("chair/committee/import/", lists.import_members, name="import_committee"),
    path("chair/reviews/import/", lists.import_written_reviews, name="import_reviews"),
    path("chair/conflicts/import/", lists.import_known_conflicts, name="import_conflicts"),
]
