from __future__ import annotations

from django.urls import URLPattern, path

from effgenai.conferences.desk.views import desk, editions, members, rows, settings


def _list_urls(kind: rows.RowList) -> list[URLPattern]:
    """The four addresses of a list: the list itself, a new row, a row, its removal."""
    base, extra, one = f"chair/setup/{kind.related}/", {"rows": kind}, kind.one
    return [
        path(base, rows.index, extra, name=kind.name),
        path(f"{base}new/", rows.new, extra, name=f"new_{one}"),
        path(f"{base}<int:pk>/", rows.edit, extra, name=one),
        path(f"{base}<int:pk>/remove/", rows.remove, extra, name=f"remove_{one}"),
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
    *_list_urls(rows.INSTITUTIONS),
    *_list_urls(rows.TRACKS),
    *_list_urls(rows.TOPICS),
    *_list_urls(rows.PEOPLE),
    *_list_urls(rows.SPONSORS),
    *_list_urls(rows.EDITIONS),
]
