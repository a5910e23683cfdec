from __future__ import annotations

from django.urls import path

from program import views

app_name = "program"
urlpatterns = [
    path("program/", views.schedule, name="schedule"),
    path("program/calendar.ics", views.calendar, name="calendar"),
    path("program/program.json", views.as_json, name="json"),
    path("program/grid.css", views.grid, name="grid"),
    path("program/<slug:key>/", views.session, name="session"),
    path("chair/program/", views.desk, name="desk"),
    path("chair/program/rooms/", views.edit_rooms, name="rooms"),
    path("chair/program/rooms/paste/", views.paste_rooms, name="paste_rooms"),
    path("chair/program/rooms/<int:pk>/", views.edit_room, name="edit_room"),
    path("chair/program/rooms/<int:pk>/remove/", views.remove_room, name="remove_room"),
    path("chair/program/release/", views.release, name="release"),
    path("chair/program/sessions/", views.new_session, name="new_session"),
    path("chair/program/sessions/<slug:key>/", views.edit_session, name="edit_session"),
    path("chair/program/sessions/<slug:key>/remove/", views.remove_session, name="remove_session"),
    path("chair/program/sessions/<slug:key>/papers/", views.place_paper, name="place_paper"),
    path("chair/program/sessions/<slug:key>/talks/", views.add_talk, name="add_talk"),
    path("chair/program/talks/<slug:key>/", views.change_talk, name="change_talk"),
]
