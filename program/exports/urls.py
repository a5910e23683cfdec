from __future__ import annotations

from django.urls import path

from program.exports.views import desk, public

urlpatterns = [
    path("program/formats/", public.formats, name="formats"),
    path("program/embed/", public.embed, name="embed"),
    path("program/sessions/<slug:key>.ics", public.calendar_of_session, name="session_calendar"),
    path("program/talks/<slug:key>.ics", public.calendar_of_talk, name="talk_calendar"),
    path("program/schedule.xml", public.schedule_xml, name="schedule_xml"),
    path("program/schedule.json", public.schedule_json, name="schedule_json"),
    path("program/programme.csv", public.table, name="table"),
    path("program/abstracts.pdf", public.book, name="book"),
    path("chair/program/exports/", desk.exports, name="exports"),
    path("chair/program/exports/venue.xlsx", desk.workbook, name="workbook"),
    path("chair/program/exports/doors/", desk.doors, name="doors"),
    path("chair/program/exports/labels/", desk.labels, name="labels"),
    path("chair/program/exports/book/", desk.book_report, name="book_report"),
]
