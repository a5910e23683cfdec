from __future__ import annotations

from django.urls import path

from program.day.views import desk

urlpatterns = [
    path("chair/program/day/", desk.day, name="day"),
    path("chair/program/day/undo/", desk.take_back, name="day_undo"),
    path("chair/program/day/<slug:key>/", desk.day_session, name="day_session"),
    path("chair/program/day/<slug:key>/delay/", desk.delay, name="day_delay"),
    path("chair/program/day/<slug:key>/swap/", desk.swap, name="day_swap"),
    path("chair/program/day/talks/<slug:key>/cancel/", desk.cancel, name="day_cancel"),
]
