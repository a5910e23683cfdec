from __future__ import annotations

from django.urls import path

from program.schedule.views import pages
from program.schedule.views import schedule as views

urlpatterns = [
    path("program/", views.schedule, name="schedule"),
    path("program/calendar.ics", views.calendar, name="calendar"),
    path("program/program.json", views.as_json, name="json"),
    path("program/grid.css", views.grid, name="grid"),
    path("program/changes/", views.changes, name="changes"),
    path("program/changes.atom", views.feed_of_changes, name="changes_feed"),
    path("program/releases/<int:number>/", views.earlier, name="earlier"),
    path("program/releases/<int:number>/grid.css", views.earlier_grid, name="earlier_grid"),
    path("program/talks/<slug:key>/", pages.talk, name="talk"),
    path("program/people/<slug:key>/", pages.speaker, name="speaker"),
    path("program/rooms/<int:number>/", pages.room, name="room"),
    path("program/<slug:key>/", views.session, name="session"),
]
