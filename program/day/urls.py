from __future__ import annotations

from django.urls import path

from program.day.views import chairing, desk, screen

urlpatterns = [
    path("chair/program/day/", desk.day, name="day"),
    path("chair/program/day/undo/", desk.take_back, name="day_undo"),
    path("chair/program/day/<slug:key>/", desk.day_session, name="day_session"),
    path("chair/program/day/<slug:key>/delay/", desk.delay, name="day_delay"),
    path("chair/program/day/<slug:key>/swap/", desk.swap, name="day_swap"),
    path("chair/program/day/talks/<slug:key>/cancel/", desk.cancel, name="day_cancel"),
    path("chair/program/day/<slug:key>/link/", chairing.change_link, name="day_link"),
    path("chair/program/day/talks/<slug:key>/here/", chairing.day_here, name="day_here"),
    path("program/screen/", screen.screen, name="screen"),
    path("program/chairing/<slug:key>/", chairing.chairing, name="chairing"),
    path("program/chairing/<slug:key>/here/", chairing.chairing_here, name="chairing_here"),
    path("program/chairing/link/<slug:token>/", chairing.chairing_link, name="chairing_link"),
    path("program/chairing/link/<slug:token>/here/", chairing.chairing_link_here, name="chairing_link_here"),
]
