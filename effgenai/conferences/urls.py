from __future__ import annotations

from django.urls import URLPattern, path

from effgenai.conferences.calendar_urls import urlpatterns as calendar_urls
from effgenai.conferences.call_urls import urlpatterns as call_urls
from effgenai.conferences.content_urls import urlpatterns as content_urls
from effgenai.conferences.views import (
    desk,
    editions,
    guide,
    home,
    me,
    members,
    milestones,
    pages,
    public,
    rows,
    settings,
    theme,
    versions,
)


def _list_urls(kind: rows.RowList) -> list[URLPattern]:
    """The four addresses of a list: the list itself, a new row, a row, its removal."""
    base, extra, one = f"chair/setup/{kind.related}/", {"rows": kind}, kind.one
    return [
        path(base, rows.index, extra, name=kind.name),
        path(f"{base}new/", rows.new, extra, name=f"new_{one}"),
        path(f"{base}<int:pk>/", rows.edit, extra, name=one),
        path(f"{base}<int:pk>/remove/", rows.remove, extra, name=f"remove_{one}"),
    ]


def _version_urls(kind: str, base: str) -> list[URLPattern]:
    """The four addresses of a history: the list, a version, the page as it stood then, its return."""
    one = f"{base}versions/<int:number>/"
    return [
        path(f"{base}versions/", versions.versions, name=f"{kind}_versions"),
        path(one, versions.version, name=f"{kind}_version"),
        path(f"{one}page/", versions.see_version, name=f"{kind}_see_version"),
        path(f"{one}restore/", versions.restore_version, name=f"{kind}_restore_version"),
    ]


app_name = "conferences"
urlpatterns = [
    path("", public.home, name="home"),
    *call_urls,
    path("dates/", public.dates, name="dates"),
    *calendar_urls,
    *content_urls,
    path("theme.css", theme.theme, name="theme"),
    path("me/", me.me, name="me"),
    path("chair/", desk.desk, name="desk"),
    path("chair/setup/", settings.settings, name="settings"),
    path("chair/setup/publish/", settings.publish, name="publish"),
    path("preview/<str:key>/", home.preview_by_link, name="preview_by_link"),
    path("preview/<str:key>/<slug:page>/", pages.preview_by_link, name="preview_page_by_link"),
    path("chair/setup/home/", home.editor, name="home_editor"),
    path("chair/setup/home/save/", home.save, name="save_home"),
    path("chair/setup/home/preview/", home.preview, name="preview_home"),
    path("chair/setup/home/link/", home.preview_link, name="preview_link"),
    path("chair/setup/home/discard/", home.discard, name="discard_home"),
    *_version_urls("home", "chair/setup/home/"),
    path("chair/setup/texts/", settings.texts, name="texts"),
    path("chair/setup/guide/", guide.guide, name="guide"),
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
    path("chair/setup/milestones/", milestones.milestones, name="milestones"),
    path("chair/setup/milestones/new/", milestones.new_milestone, name="new_milestone"),
    path("chair/setup/milestones/<str:key>/", milestones.milestone, name="milestone"),
    path("chair/setup/milestones/<str:key>/remove/", milestones.drop_milestone, name="remove_milestone"),
    path("chair/setup/milestones/<str:key>/exceptions/", milestones.exceptions, name="exceptions"),
    path(
        "chair/setup/milestones/<str:key>/exceptions/<int:pk>/remove/",
        milestones.drop_exception,
        name="remove_exception",
    ),
    path("chair/setup/pages/", pages.pages, name="pages"),
    path("chair/setup/pages/new/", pages.new_page, name="new_page"),
    path("chair/setup/pages/<int:pk>/", pages.edit_page, name="edit_page"),
    path("chair/setup/pages/<int:pk>/remove/", pages.drop_page, name="remove_page"),
    path("chair/setup/pages/<int:pk>/save/", pages.autosave, name="autosave_page"),
    path("chair/setup/pages/<int:pk>/preview/", pages.preview, name="preview_page"),
    path("chair/setup/pages/<int:pk>/discard/", pages.discard, name="discard_page"),
    *_version_urls("page", "chair/setup/pages/<int:pk>/"),
    path("<slug:slug>/", public.page, name="page"),
]
