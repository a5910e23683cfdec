from __future__ import annotations

from django.urls import path

from effgenai.conferences.dates.views import calendars, milestones
from effgenai.conferences.dates.views.pasting import paste_dates

urlpatterns = [
    path("dates/", calendars.dates, name="dates"),
    path("chair/setup/milestones/", milestones.milestones, name="milestones"),
    path("chair/setup/milestones/new/", milestones.new_milestone, name="new_milestone"),
    path("chair/setup/milestones/paste/", paste_dates, name="paste_milestones"),
    path("chair/setup/milestones/<str:key>/", milestones.milestone, name="milestone"),
    path("chair/setup/milestones/<str:key>/remove/", milestones.drop_milestone, name="remove_milestone"),
    path("chair/setup/milestones/<str:key>/exceptions/", milestones.exceptions, name="exceptions"),
    path(
        "chair/setup/milestones/<str:key>/exceptions/<int:pk>/remove/",
        milestones.drop_exception,
        name="remove_exception",
    ),
    path("dates.ics", calendars.calendar, name="calendar"),
    path("calendar/<str:key>.ics", calendars.own_calendar, name="own_calendar"),
    path("me/calendar/make/", calendars.make, name="make_calendar"),
    path("me/calendar/revoke/", calendars.revoke, name="revoke_calendar"),
]
