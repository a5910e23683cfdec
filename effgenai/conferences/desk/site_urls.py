"""Pages beside all conferences: the list of them, and what search engines ask for."""

from __future__ import annotations

from django.urls import path

from effgenai.conferences.desk.views import conferences
from effgenai.conferences.site.views import public

app_name = "site"
urlpatterns = [
    path("", conferences.home, name="home"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("conferences/", conferences.conferences, name="conferences"),
    path("conferences/mine/", conferences.mine, name="mine"),
    path("conferences/new/", conferences.new_conference, name="new_conference"),
    path("conferences/<slug:slug>/current/", conferences.show_at_root, name="show_at_root"),
]
