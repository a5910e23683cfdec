from __future__ import annotations

from django.urls import path

from program.exports import views

urlpatterns = [
    path("program/schedule.xml", views.schedule_xml, name="schedule_xml"),
    path("program/schedule.json", views.schedule_json, name="schedule_json"),
    path("program/programme.csv", views.table, name="table"),
]
