from __future__ import annotations

from django.urls import path

from effgenai.conferences.views import crawlers, site

app_name = "site"
urlpatterns = [
    path("", site.home, name="home"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("conferences/", site.conferences, name="conferences"),
    path("conferences/new/", site.new_conference, name="new_conference"),
    path("conferences/<slug:slug>/current/", site.show_at_root, name="show_at_root"),
]
