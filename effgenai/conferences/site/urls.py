from __future__ import annotations

from django.urls import URLPattern, path

from effgenai.conferences.site.views import home, identity, imports, pages, public, versions


def _version_urls(kind: str, base: str) -> list[URLPattern]:
    """The four addresses of a history: the list, a version, the page as it stood then, its return."""
    one = f"{base}versions/<int:number>/"
    return [
        path(f"{base}versions/", versions.versions, name=f"{kind}_versions"),
        path(one, versions.version, name=f"{kind}_version"),
        path(f"{one}page/", versions.see_version, name=f"{kind}_see_version"),
        path(f"{one}restore/", versions.restore_version, name=f"{kind}_restore_version"),
    ]


urlpatterns = [
    path("", public.home, name="home"),
    path("theme.css", identity.theme, name="theme"),
    path("preview/<str:key>/", home.preview_by_link, name="preview_by_link"),
    path("preview/<str:key>/<slug:page>/", pages.preview_by_link, name="preview_page_by_link"),
    path("chair/setup/home/", home.editor, name="home_editor"),
    path("chair/setup/home/save/", home.save, name="save_home"),
    path("chair/setup/home/preview/", home.preview, name="preview_home"),
    path("chair/setup/home/link/", home.preview_link, name="preview_link"),
    path("chair/setup/home/discard/", home.discard, name="discard_home"),
    *_version_urls("home", "chair/setup/home/"),
    path("chair/setup/pages/", pages.pages, name="pages"),
    path("chair/setup/pages/new/", pages.new_page, name="new_page"),
    path("chair/setup/pages/import/", imports.import_file, name="import_page"),
    path("chair/setup/pages/<int:pk>/", pages.edit_page, name="edit_page"),
    path("chair/setup/pages/<int:pk>/remove/", pages.drop_page, name="remove_page"),
    path("chair/setup/pages/<int:pk>/save/", pages.autosave, name="autosave_page"),
    path("chair/setup/pages/<int:pk>/preview/", pages.preview, name="preview_page"),
    path("chair/setup/pages/<int:pk>/discard/", pages.discard, name="discard_page"),
    *_version_urls("page", "chair/setup/pages/<int:pk>/"),
    path("chair/setup/identity/", identity.identity, name="identity"),
]

# Last of all: any word may be the address of a page that the chairs wrote.
written_pages = [path("<slug:slug>/", public.page, name="page")]
