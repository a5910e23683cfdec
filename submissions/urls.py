"""Gathers the addresses of the features."""

from __future__ import annotations

from submissions.accepted.urls import urlpatterns as accepted
from submissions.conflicts.urls import urlpatterns as conflicts
from submissions.materials.urls import urlpatterns as materials
from submissions.papers.urls import urlpatterns as papers

app_name = "submissions"
urlpatterns = [*papers, *materials, *conflicts, *accepted]
