from __future__ import annotations

from django.urls import path

from effgenai.accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/affiliations/new/", views.new_affiliation, name="new_affiliation"),
    path("profile/affiliations/<int:pk>/", views.affiliation, name="affiliation"),
    path("profile/affiliations/<int:pk>/remove/", views.drop_affiliation, name="remove_affiliation"),
]
