from __future__ import annotations

from django.urls import path

from reviews.assignment import ticked, views

urlpatterns = [
    path("chair/assignment/", views.assignment, name="assignment"),
    path("chair/assignment/load/", views.assignment_loads, name="assignment_loads"),
    path("chair/assignment/ticked/", ticked.assign_ticked, name="assign_ticked"),
    path("chair/assignment/tell/", views.tell, name="tell_reviewers"),
    path("chair/assignment/<int:number>/", views.assignment_paper, name="assignment_paper"),
    path("chair/assignment/<int:number>/assign/", views.assign, name="assign"),
    path("chair/assignment/<int:number>/tasks/<str:key>/remove/", views.unassign, name="unassign"),
    path(
        "chair/assignment/<int:number>/conflicts/<int:pk>/dismiss/",
        views.dismiss,
        name="dismiss_conflict",
    ),
]
