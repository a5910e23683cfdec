from __future__ import annotations

from django.urls import path

from effgenai.conferences.news import views

urlpatterns = [
    path("news/", views.news, name="news"),
    path("news/feed.atom", views.feed, {"kind": "atom"}, name="news_atom"),
    path("news/feed.rss", views.feed, {"kind": "rss"}, name="news_rss"),
    path("news/<slug:key>/", views.piece, name="news_piece"),
    path("chair/setup/news/", views.desk, name="news_desk"),
    path("chair/setup/news/new/", views.new, name="new_news"),
    path("chair/setup/news/<slug:key>/", views.edit, name="edit_news"),
    path("chair/setup/news/<slug:key>/remove/", views.remove, name="remove_news"),
]
