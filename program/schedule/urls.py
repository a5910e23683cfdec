from __future__ import annotations

from django.urls import path

from program.schedule import views

urlpatterns = [
    path("program/", views.schedule, name="schedule"),
    path("program/calendar.ics", views.calendar, name="calendar"),
    path("program/program.json", views.as_json, name="json"),
    path("program/grid.css", views.grid, name="grid"),
    path("program/<slug:key>/", views.session, name="session"),
]
