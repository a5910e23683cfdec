from __future__ import annotations

from django.urls import path

from reviews.decisions import views

urlpatterns = [
    path("chair/decisions/", views.decisions, name="decisions"),
    path("chair/decisions/set/", views.decide, name="decide"),
    path("chair/decisions/undo/", views.undo, name="undo_decisions"),
    path("chair/decisions/release/", views.release, name="release"),
    path("chair/decisions/letters/", views.write_letters, name="write_decision_letters"),
    path("chair/decisions/export.csv", views.export_decisions, name="export_decisions"),
    path("chair/decisions/papers/<int:number>/note/", views.note, name="decision_note"),
    path("chair/decisions/papers/<int:number>/change/", views.change, name="change_decision"),
    path("chair/decisions/kinds/", views.classes, name="decision_classes"),
    path("chair/decisions/kinds/usual/", views.install_classes, name="install_decision_classes"),
    path("chair/decisions/kinds/new/", views.decision_class, name="new_decision_class"),
    path("chair/decisions/kinds/<int:pk>/", views.decision_class, name="decision_class"),
]
