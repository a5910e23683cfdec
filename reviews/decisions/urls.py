from __future__ import annotations

from django.urls import path

from reviews.decisions.views import classes, deciding, releasing, ticked
from reviews.decisions.views.waiting import move_papers_up

urlpatterns = [
    path("chair/decisions/", deciding.decisions, name="decisions"),
    path("chair/decisions/set/", deciding.decide, name="decide"),
    path("chair/decisions/ticked/", ticked.decide_ticked, name="decide_ticked"),
    path("chair/decisions/undo/", deciding.undo, name="undo_decisions"),
    path("chair/decisions/waiting/", move_papers_up, name="move_up"),
    path("chair/decisions/release/", releasing.release, name="release"),
    path("chair/decisions/release/accepted/", releasing.show_accepted, name="show_accepted"),
    path("chair/decisions/release/reviews/", releasing.show_reviews, name="show_reviews"),
    path("chair/decisions/release/<int:pk>/cancel/", releasing.cancel_release, name="cancel_release"),
    path("chair/decisions/letters/", releasing.write_letters, name="write_decision_letters"),
    path("chair/decisions/export.csv", deciding.export_decisions, name="export_decisions"),
    path("chair/decisions/papers/<int:number>/note/", deciding.note, name="decision_note"),
    path("chair/decisions/papers/<int:number>/change/", deciding.change, name="change_decision"),
    path("chair/decisions/kinds/", classes.classes, name="decision_classes"),
    path("chair/decisions/kinds/usual/", classes.install_classes, name="install_decision_classes"),
    path("chair/decisions/kinds/waiting/", classes.add_waiting_list, name="add_waiting_list"),
    path("chair/decisions/kinds/new/", classes.decision_class, name="new_decision_class"),
    path("chair/decisions/kinds/<int:pk>/", classes.decision_class, name="decision_class"),
]
