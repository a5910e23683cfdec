"""The addresses of pictures, news, people's pages and of what a site is recognised by."""

from __future__ import annotations

from django.urls import path

from effgenai.conferences.views import identity, news, people, pictures

urlpatterns = [
    path("images/<slug:key>-<int:width>.<slug:name>", pictures.image, name="image"),
    path("share/conference.png", pictures.share_picture, name="share_picture"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.person, name="person_page"),
    path("news/", news.news, name="news"),
    path("news/feed.atom", news.feed, {"kind": "atom"}, name="news_atom"),
    path("news/feed.rss", news.feed, {"kind": "rss"}, name="news_rss"),
    path("news/<slug:key>/", news.piece, name="news_piece"),
    path("chair/setup/identity/", identity.identity, name="identity"),
    path("chair/setup/images/", pictures.images, name="images"),
    path("chair/setup/images/<slug:key>/", pictures.edit_image, name="edit_image"),
    path("chair/setup/images/<slug:key>/remove/", pictures.drop_image, name="remove_image"),
    path("chair/setup/news/", news.desk, name="news_desk"),
    path("chair/setup/news/new/", news.new, name="new_news"),
    path("chair/setup/news/<slug:key>/", news.edit, name="edit_news"),
    path("chair/setup/news/<slug:key>/remove/", news.remove, name="remove_news"),
]
