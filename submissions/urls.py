"""Gathers the addresses of the features."""

from __future__ import annotations

from submissions.accepted.urls import urlpatterns as accepted
from submissions.conflicts.urls import urlpatterns as conflicts
from submissions.materials.urls import urlpatterns as materials
from submissions.papers.urls import urlpatterns as papers
from submissions.saved_lists.urls import urlpatterns as saved_lists
from submissions.selection.urls import urlpatterns as selection
from submissions.tags.urls import urlpatterns as tags

app_name = "submissions"
urlpatterns = [*papers, *saved_lists, *tags, *selection, *materials, *conflicts, *accepted]
