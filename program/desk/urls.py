from __future__ import annotations

from django.urls import path

from program.desk.views import (
    availability,
    grid,
    history,
    overview,
    placing,
    releasing,
    rooms,
    sessions,
    stars,
    talks,
)

urlpatterns = [
    path("chair/program/", overview.desk, name="desk"),
    path("chair/program/rooms/", rooms.edit_rooms, name="rooms"),
    path("chair/program/rooms/paste/", rooms.paste_rooms, name="paste_rooms"),
    path("chair/program/rooms/<int:pk>/", rooms.edit_room, name="edit_room"),
    path("chair/program/rooms/<int:pk>/remove/", rooms.remove_room, name="remove_room"),
    path("chair/program/unavailable/", availability.unavailable, name="unavailable"),
    path(
        "chair/program/unavailable/<int:pk>/remove/",
        availability.remove_unavailable,
        name="remove_unavailable",
    ),
    path("chair/program/grid/", grid.grid, name="grid_editor"),
    path("chair/program/grid/grid.css", grid.style, name="grid_style"),
    path("chair/program/grid/state/", grid.state, name="grid_state"),
    path("chair/program/grid/place/", placing.place, name="place_session"),
    path("chair/program/grid/shift/", placing.shift, name="shift_sessions"),
    path("chair/program/grid/day/", placing.place_day, name="place_day"),
    path("chair/program/grid/paper/", placing.put_paper, name="put_paper"),
    path("chair/program/stars/", stars.counts, name="star_counts"),
    path("chair/program/undo/", history.undo, name="undo"),
    path("chair/program/redo/", history.redo, name="redo"),
    path("chair/program/release/", releasing.release, name="release"),
    path("chair/program/sessions/", sessions.new_session, name="new_session"),
    path("chair/program/sessions/<slug:key>/", sessions.edit_session, name="edit_session"),
    path("chair/program/sessions/<slug:key>/lock/", sessions.lock_session, name="lock_session"),
    path("chair/program/sessions/<slug:key>/remove/", sessions.remove_session, name="remove_session"),
    path("chair/program/sessions/<slug:key>/papers/", talks.place_paper, name="place_paper"),
    path("chair/program/sessions/<slug:key>/talks/", talks.add_talk, name="add_talk"),
    path("chair/program/talks/<slug:key>/", talks.change_talk, name="change_talk"),
]
