from __future__ import annotations

from django.urls import path

from program.exports import views

urlpatterns = [
    path("program/formats/", views.formats, name="formats"),
    path("program/sessions/<slug:key>.ics", views.calendar_of_session, name="session_calendar"),
    path("program/talks/<slug:key>.ics", views.calendar_of_talk, name="talk_calendar"),
    path("program/schedule.xml", views.schedule_xml, name="schedule_xml"),
    path("program/schedule.json", views.schedule_json, name="schedule_json"),
    path("program/programme.csv", views.table, name="table"),
]
