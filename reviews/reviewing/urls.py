from __future__ import annotations

from django.urls import path

from reviews.reviewing.views import flags, form, member, progress, reviews

urlpatterns = [
    path("chair/committee/members/<str:key>/", member.member, name="member"),
    path("reviewing/conflicts/<int:number>/", reviews.declare, name="declare_conflict"),
    path("reviewing/", reviews.assignments, name="tasks"),
    path("reviewing/<str:key>/", reviews.review, name="review"),
    path("reviewing/<str:key>/save/", reviews.save_review, name="save_review"),
    path("reviewing/<str:key>/submit/", reviews.submit, name="submit_review"),
    path("reviewing/<str:key>/decline/", reviews.decline, name="decline_assignment"),
    path("chair/reviews/", progress.progress, name="progress"),
    path("chair/reviews/remind/", progress.remind, name="remind_reviewers"),
    path("chair/reviews/export.csv", progress.export_reviews, name="export_reviews"),
    path("chair/reviews/flags/", flags.flags, name="flags"),
    path("chair/reviews/flags/mark/", flags.mark, name="mark_flags"),
    path("chair/reviews/form/", form.form, name="form"),
    path("chair/reviews/form/usual/", form.install, name="install_form"),
    path("chair/reviews/form/new/", form.add_question, name="add_question"),
    path("chair/reviews/form/questions/<slug:name>/", form.question, name="question"),
    path("chair/reviews/form/questions/<slug:name>/move/", form.move_question, name="move_question"),
    path(
        "chair/reviews/form/questions/<slug:name>/remove/",
        form.remove_question,
        name="remove_question",
    ),
]
