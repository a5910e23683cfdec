from __future__ import annotations

from django.urls import path

from program.feedback.views import talks
from program.feedback.views import vote as views

urlpatterns = [
    path("program/vote/", views.vote, name="vote"),
    path("chair/program/vote/", views.edit_vote, name="edit_vote"),
    path("chair/program/vote/codes/", views.vote_codes, name="vote_codes"),
    path("chair/program/vote/codes/make/", views.make_codes, name="make_vote_codes"),
    path("program/feedback/", talks.own, name="own_feedback"),
    path("program/talks/<slug:key>/feedback/", talks.give, name="talk_feedback"),
    path("chair/program/feedback/", talks.overview, name="edit_feedback"),
    path("chair/program/feedback/switch/", talks.switch, name="switch_feedback"),
    path("chair/program/feedback/<slug:key>/", talks.on_talk, name="feedback_on_talk"),
    path("chair/program/feedback/<slug:key>/<slug:piece>/hide/", talks.hide, name="hide_feedback"),
]
