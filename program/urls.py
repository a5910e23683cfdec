"""Gathers the addresses of the features."""

from __future__ import annotations

from program.day.urls import urlpatterns as day
from program.desk.urls import urlpatterns as desk
from program.exports.urls import urlpatterns as exports
from program.feedback.urls import urlpatterns as feedback
from program.proposals.urls import urlpatterns as proposals
from program.schedule.urls import urlpatterns as schedule
from program.stars.urls import urlpatterns as stars

app_name = "program"
urlpatterns = [*feedback, *day, *exports, *stars, *schedule, *desk, *proposals]
