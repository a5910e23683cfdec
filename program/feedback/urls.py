from __future__ import annotations

from django.urls import path

from program.feedback import views

urlpatterns = [
    path("program/vote/", views.vote, name="vote"),
    path("chair/program/vote/", views.edit_vote, name="edit_vote"),
    path("chair/program/vote/codes/", views.vote_codes, name="vote_codes"),
    path("chair/program/vote/codes/make/", views.make_codes, name="make_vote_codes"),
]
