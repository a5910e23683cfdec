from __future__ import annotations

from django.urls import path

from reviews.assignment_drafts.views import comparison, drafts, files, listed, papers, rules

urlpatterns = [
    path("chair/assignment/propose/", listed.propose, name="propose"),
    path("chair/assignment/drafts/", listed.drafts, name="drafts"),
    path("chair/assignment/drafts/file/", files.draft_file, name="draft_file"),
    path("chair/assignment/export/<slug:form>/", files.export, name="export_assignment"),
    path("chair/assignment/drafts/compare/", comparison.compare_drafts, name="compare_drafts"),
    path("chair/assignment/rules/", rules.pair_rules, name="pair_rules"),
    path("chair/assignment/rules/lift/", rules.lift, name="lift_rules"),
    path("chair/assignment/rules/<int:pk>/", rules.explain, name="explain_rule"),
    path("chair/assignment/runs/<str:key>/progress/", listed.progress, name="run_progress"),
    path("chair/assignment/runs/<str:key>/again/", listed.again, name="ask_again"),
    path("chair/assignment/runs/<str:key>/stop/", listed.stop, name="stop_run"),
    path("chair/assignment/runs/<str:key>/cancel/", listed.cancel, name="cancel_run"),
    path("chair/assignment/runs/<str:key>/rename/", listed.rename, name="rename_run"),
    path("chair/assignment/runs/<str:key>/restore/", listed.restore, name="restore_run"),
    path("chair/assignment/runs/<str:key>/", drafts.draft, name="run"),
    path("chair/assignment/runs/<str:key>/apply/", drafts.apply, name="apply_run"),
    path("chair/assignment/runs/<str:key>/undo/", drafts.undo, name="undo_run"),
    path("chair/assignment/runs/<str:key>/undo-edit/", papers.undo_draft_edit, name="undo_draft_edit"),
    path("chair/assignment/runs/<str:key>/papers/", papers.edit_papers, name="edit_draft_papers"),
    path(
        "chair/assignment/runs/<str:key>/papers/<int:number>/",
        papers.draft_paper_page,
        name="draft_paper",
    ),
    path("chair/assignment/runs/<str:key>/discard/", listed.discard, name="discard_run"),
]
