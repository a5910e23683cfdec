from __future__ import annotations

from django.urls import URLPattern, path

from effgenai.conferences.desk import lists
from effgenai.conferences.desk.views import desk, editions, members, rows, settings
from effgenai.conferences.desk.views.pasting import pasting_view
from effgenai.conferences.unfinished.views import saves_itself
from effgenai.conferences.web.http import requires
from effgenai.conferences.web.once import once


def _list_urls(of: lists.RowList) -> list[URLPattern]:
    """The addresses of a list: the list itself, a new row, a row, its removal, and where one is pasted."""
    base, one, guard = f"chair/setup/{of.path}/", of.one, requires(of.fact)
    pasting = guard(once(pasting_view(of)))
    return [
        *([path(f"{base}paste/", pasting, name=f"paste_{of.name}")] if of.pasted else []),
        path(base, guard(rows.RowIndex.as_view(rows=of)), name=of.name),
        path(f"{base}new/", guard(saves_itself(rows.NewRow.as_view(rows=of))), name=f"new_{one}"),
        path(f"{base}<int:pk>/", guard(saves_itself(rows.EditRow.as_view(rows=of))), name=one),
        path(f"{base}<int:pk>/remove/", guard(rows.RemoveRow.as_view(rows=of)), name=f"remove_{one}"),
    ]


urlpatterns = [
    path("me/", desk.me, name="me"),
    path("chair/", desk.desk, name="desk"),
    path("chair/setup/", settings.settings, name="settings"),
    path("chair/setup/publish/", settings.publish, name="publish"),
    path("chair/setup/texts/", settings.texts, name="texts"),
    path("chair/setup/guide/", desk.guide, name="guide"),
    path("chair/setup/new-edition/", editions.next_edition, name="next_edition"),
    path("chair/setup/members/", members.members, name="members"),
    path("chair/setup/members/<int:pk>/remove/", members.drop_member, name="remove_member"),
    path("chair/setup/members/proposed/<int:pk>/agree/", members.agree, name="agree_to_chair"),
    path("chair/setup/members/proposed/<int:pk>/discard/", members.discard, name="discard_proposal"),
    *_list_urls(lists.INSTITUTIONS),
    *_list_urls(lists.TRACKS),
    *_list_urls(lists.TOPICS),
    *_list_urls(lists.PEOPLE),
    *_list_urls(lists.SPONSORS),
    *_list_urls(lists.EDITIONS),
]
