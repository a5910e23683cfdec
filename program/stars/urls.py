from __future__ import annotations

from django.urls import path

from program.stars import views

urlpatterns = [
    path("program/stars/", views.star, name="star"),
    path("program/stars/mine.css", views.style, name="stars_style"),
    path("program/mine/", views.mine, name="mine"),
    path("program/mine/renew/", views.renew, name="renew_my_calendar"),
    path("program/mine/<slug:key>.ics", views.calendar, name="my_calendar"),
]
