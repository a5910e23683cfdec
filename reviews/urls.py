from __future__ import annotations

from django.urls import URLPattern, path

from reviews.views import committee, expertise, invitations

app_name = "reviews"
urlpatterns: list[URLPattern] = []

urlpatterns += [
    path("chair/committee/", committee.committee, name="committee"),
    path("chair/committee/invite/", committee.invite, name="invite"),
    path("chair/committee/send/", committee.send_prepared, name="send_invitations"),
    path("chair/committee/remind/", committee.remind, name="remind_invited"),
    path("chair/committee/invitations/<int:pk>/resend/", committee.resend, name="resend_invitation"),
    path("chair/committee/invitations/<int:pk>/revoke/", committee.revoke, name="revoke_invitation"),
    path("chair/committee/members/<str:key>/", committee.member, name="member"),
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
