from __future__ import annotations

from django.urls import path

from program.proposals import views

urlpatterns = [
    path("chair/program/planner/", views.planner, name="planner"),
    path("chair/program/planner/<str:key>/", views.plan, name="plan"),
    path("chair/program/planner/<str:key>/progress/", views.progress, name="plan_progress"),
    path("chair/program/planner/<str:key>/again/", views.again, name="ask_plan_again"),
    path("chair/program/planner/<str:key>/stop/", views.stop, name="stop_plan"),
    path("chair/program/planner/<str:key>/cancel/", views.cancel, name="cancel_plan"),
    path("chair/program/planner/<str:key>/apply/", views.apply, name="apply_plan"),
    path("chair/program/planner/<str:key>/discard/", views.discard, name="discard_plan"),
]
