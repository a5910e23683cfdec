from __future__ import annotations

from django.urls import path

from reviews.committee.views import applications, duplicates, invitations, members

urlpatterns = [
    path("chair/committee/", members.committee, name="committee"),
    path("chair/committee/invitations/", members.invitations, name="invitations"),
    path("chair/committee/invite/", members.invite, name="invite"),
    path("chair/committee/send/", members.send_prepared, name="send_invitations"),
    path("chair/committee/remind/", members.remind, name="remind_invited"),
    path("chair/committee/invitations/<int:pk>/resend/", members.resend, name="resend_invitation"),
    path("chair/committee/invitations/<int:pk>/correct/", members.correct, name="correct_invitation"),
    path("chair/committee/invitations/<int:pk>/address/", members.readdress, name="readdress_invitation"),
    path("chair/committee/invitations/<int:pk>/revoke/", members.revoke, name="revoke_invitation"),
    path("chair/committee/twins/", duplicates.duplicate_accounts, name="twins"),
    path("chair/committee/twins/<str:one>/<str:other>/ask/", duplicates.ask, name="ask_twins"),
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
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("invitations/<str:token>/accept/", invitations.accept, name="accept_invitation"),
    path("invitations/<str:token>/decline/", invitations.decline, name="decline_invitation"),
    path("invitations/<str:token>/enter/", invitations.enter, name="enter_invitation"),
]
