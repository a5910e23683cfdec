from __future__ import annotations

from django.urls import URLPattern, path

from reviews.views import (
    applications,
    assignment,
    bids,
    committee,
    comparison,
    decisions,
    draft_files,
    draft_papers,
    drafts,
    expertise,
    invitations,
    own_conflicts,
    progress,
    review_form,
    reviews,
    runs,
    twins,
)

app_name = "reviews"
urlpatterns: list[URLPattern] = []

urlpatterns += [
    path("chair/committee/", committee.committee, name="committee"),
    path("chair/committee/invitations/", committee.invitations, name="invitations"),
    path("chair/committee/invite/", committee.invite, name="invite"),
    path("chair/committee/send/", committee.send_prepared, name="send_invitations"),
    path("chair/committee/remind/", committee.remind, name="remind_invited"),
    path("chair/committee/invitations/<int:pk>/resend/", committee.resend, name="resend_invitation"),
    path("chair/committee/invitations/<int:pk>/address/", committee.readdress, name="readdress_invitation"),
    path("chair/committee/invitations/<int:pk>/revoke/", committee.revoke, name="revoke_invitation"),
    path("chair/committee/expertise/ask/", expertise.ask, name="ask_expertise"),
    path("chair/committee/members/<str:key>/", committee.member, name="member"),
    path("chair/committee/twins/", twins.twins, name="twins"),
    path("chair/committee/twins/<str:one>/<str:other>/ask/", twins.ask, name="ask_twins"),
]

urlpatterns += [
    path("review-with-us/", applications.call, name="call_for_reviewers"),
    path("review-with-us/apply/", applications.apply, name="apply"),
    path("review-with-us/withdraw/", applications.withdraw, name="withdraw_application"),
    path("chair/committee/applications/", applications.applications, name="applications"),
    path("chair/committee/applications/approve/", applications.approve, name="approve_applications"),
    path(
        "chair/committee/applications/call/",
        applications.reviewer_call_settings,
        name="reviewer_call_settings",
    ),
    path("chair/committee/applications/<str:key>/", applications.application, name="application"),
    path("chair/committee/applications/<str:key>/decline/", applications.decline, name="decline_application"),
    path(
        "chair/committee/applications/<str:key>/reconsider/",
        applications.reconsider,
        name="reconsider_application",
    ),
]

urlpatterns += [
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("invitations/<str:token>/accept/", invitations.accept, name="accept_invitation"),
    path("invitations/<str:token>/decline/", invitations.decline, name="decline_invitation"),
    path("invitations/<str:token>/enter/", invitations.enter, name="enter_invitation"),
    path("reviewing/expertise/", expertise.expertise, name="expertise"),
    path("reviewing/expertise/papers/", expertise.add_paper, name="add_past_paper"),
    path("reviewing/expertise/papers/list/", expertise.add_list, name="add_past_papers"),
    path("reviewing/expertise/papers/<int:pk>/remove/", expertise.remove_paper, name="remove_past_paper"),
]

urlpatterns += [
    path("chair/assignment/", assignment.assignment, name="assignment"),
    path("chair/assignment/load/", assignment.assignment_loads, name="assignment_loads"),
    path("chair/assignment/tell/", assignment.tell, name="tell_reviewers"),
    path("chair/assignment/bids/", bids.bidding, name="bidding"),
    path("chair/assignment/bids/remind/", bids.remind, name="remind_bidders"),
    path("chair/assignment/propose/", runs.propose, name="propose"),
    path("chair/assignment/drafts/", runs.drafts, name="drafts"),
    path("chair/assignment/drafts/file/", draft_files.draft_file, name="draft_file"),
    path("chair/assignment/export/<slug:form>/", draft_files.export, name="export_assignment"),
    path("chair/assignment/drafts/compare/", comparison.compare_drafts, name="compare_drafts"),
    path("chair/assignment/runs/<str:key>/progress/", runs.progress, name="run_progress"),
    path("chair/assignment/runs/<str:key>/again/", runs.again, name="ask_again"),
    path("chair/assignment/runs/<str:key>/cancel/", runs.cancel, name="cancel_run"),
    path("chair/assignment/runs/<str:key>/rename/", runs.rename, name="rename_run"),
    path("chair/assignment/runs/<str:key>/restore/", runs.restore, name="restore_run"),
    path("chair/assignment/runs/<str:key>/", drafts.run, name="run"),
    path("chair/assignment/runs/<str:key>/apply/", drafts.apply, name="apply_run"),
    path("chair/assignment/runs/<str:key>/undo/", drafts.undo, name="undo_run"),
    path("chair/assignment/runs/<str:key>/undo-edit/", draft_papers.undo_draft_edit, name="undo_draft_edit"),
    path(
        "chair/assignment/runs/<str:key>/papers/<int:number>/",
        draft_papers.draft_paper_page,
        name="draft_paper",
    ),
    path("chair/assignment/runs/<str:key>/discard/", runs.discard, name="discard_run"),
    path("chair/assignment/<int:number>/", assignment.assignment_paper, name="assignment_paper"),
    path("chair/assignment/<int:number>/assign/", assignment.assign, name="assign"),
    path("chair/assignment/<int:number>/tasks/<str:key>/remove/", assignment.unassign, name="unassign"),
    path(
        "chair/assignment/<int:number>/conflicts/<int:pk>/dismiss/",
        assignment.dismiss,
        name="dismiss_conflict",
    ),
]

urlpatterns += [
    path("reviewing/bids/", bids.bids, name="bids"),
    path("reviewing/bids/<int:number>/", bids.bid, name="bid"),
    path("reviewing/conflicts/<int:number>/", own_conflicts.declare, name="declare_conflict"),
    path("reviewing/", reviews.tasks, name="tasks"),
    path("reviewing/<str:key>/", reviews.review, name="review"),
    path("reviewing/<str:key>/save/", reviews.save_review, name="save_review"),
    path("reviewing/<str:key>/submit/", reviews.submit, name="submit_review"),
    path("reviewing/<str:key>/decline/", reviews.decline, name="decline_assignment"),
]

urlpatterns += [
    path("chair/reviews/", progress.progress, name="progress"),
    path("chair/reviews/remind/", progress.remind, name="remind_reviewers"),
    path("chair/reviews/export.csv", progress.export_reviews, name="export_reviews"),
]

urlpatterns += [
    path("chair/reviews/form/", review_form.form, name="form"),
    path("chair/reviews/form/usual/", review_form.install, name="install_form"),
    path("chair/reviews/form/new/", review_form.add_question, name="add_question"),
    path("chair/reviews/form/questions/<slug:name>/", review_form.question, name="question"),
    path("chair/reviews/form/questions/<slug:name>/move/", review_form.move_question, name="move_question"),
    path(
        "chair/reviews/form/questions/<slug:name>/remove/",
        review_form.remove_question,
        name="remove_question",
    ),
]

urlpatterns += [
    path("chair/decisions/", decisions.decisions, name="decisions"),
    path("chair/decisions/set/", decisions.decide, name="decide"),
    path("chair/decisions/undo/", decisions.undo, name="undo_decisions"),
    path("chair/decisions/release/", decisions.release, name="release"),
    path("chair/decisions/export.csv", decisions.export_decisions, name="export_decisions"),
    path("chair/decisions/papers/<int:number>/note/", decisions.note, name="decision_note"),
    path("chair/decisions/kinds/", decisions.classes, name="decision_classes"),
    path("chair/decisions/kinds/usual/", decisions.install_classes, name="install_decision_classes"),
    path("chair/decisions/kinds/new/", decisions.decision_class, name="new_decision_class"),
    path("chair/decisions/kinds/<int:pk>/", decisions.decision_class, name="decision_class"),
]
