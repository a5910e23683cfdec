"""The addresses of calendars: everyone's, and each person's own."""

from __future__ import annotations

from django.urls import path

from effgenai.conferences.views import calendars

urlpatterns = [
    path("dates.ics", calendars.calendar, name="calendar"),
    path("calendar/<str:key>.ics", calendars.own_calendar, name="own_calendar"),
    path("me/calendar/make/", calendars.make, name="make_calendar"),
    path("me/calendar/revoke/", calendars.revoke, name="revoke_calendar"),
]
