from __future__ import annotations

from django.urls import path

from program.views import desk, public

app_name = "program"
urlpatterns = [
    path("program/", public.schedule, name="schedule"),
    path("program/calendar.ics", public.calendar, name="calendar"),
    path("program/grid.css", public.grid, name="grid"),
    path("program/<slug:key>/", public.session, name="session"),
    path("chair/program/", desk.desk, name="desk"),
    path("chair/program/rooms/", desk.edit_rooms, name="rooms"),
    path("chair/program/rooms/<int:pk>/remove/", desk.remove_room, name="remove_room"),
    path("chair/program/release/", desk.release, name="release"),
    path("chair/program/sessions/", desk.new_session, name="new_session"),
    path("chair/program/sessions/<slug:key>/", desk.edit_session, name="edit_session"),
    path("chair/program/sessions/<slug:key>/remove/", desk.remove_session, name="remove_session"),
    path("chair/program/sessions/<slug:key>/papers/", desk.place_paper, name="place_paper"),
    path("chair/program/sessions/<slug:key>/talks/", desk.add_talk, name="add_talk"),
    path("chair/program/talks/<slug:key>/", desk.change_talk, name="change_talk"),
]
