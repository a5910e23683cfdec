from __future__ import annotations

from django.urls import path

from effgenai.conferences.pictures import views

urlpatterns = [
    path("images/<slug:key>-<int:width>.<slug:name>", views.image, name="image"),
    path("share/conference.png", views.share_picture, name="share_picture"),
    path("chair/setup/images/", views.images, name="images"),
    path("chair/setup/images/<slug:key>/", views.edit_image, name="edit_image"),
    path("chair/setup/images/<slug:key>/remove/", views.drop_image, name="remove_image"),
]
