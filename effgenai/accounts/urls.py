from __future__ import annotations

from django.urls import path

from effgenai.accounts import views
from effgenai.accounts.identities import views as identities

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/affiliations/new/", views.new_affiliation, name="new_affiliation"),
    path("profile/affiliations/<int:pk>/", views.affiliation, name="affiliation"),
    path("profile/affiliations/<int:pk>/remove/", views.drop_affiliation, name="remove_affiliation"),
    path("sign-out-elsewhere/", views.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("profile/other/", identities.other_account, name="other_account"),
    path("merge/claim/", identities.claim, name="claim_account"),
    path("merge/<str:token>/", identities.merge, name="merge"),
    path("merge/<str:token>/decline/", identities.decline, name="decline_merge"),
    path("twins/", identities.duplicate_accounts, name="twins"),
    path("twins/<str:kept>/<str:gone>/", identities.merge_two, name="merge_for_others"),
]
