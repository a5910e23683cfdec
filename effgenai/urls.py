"""The map of the site. Domain apps are named by string: the platform does not know them."""

from __future__ import annotations

from allauth.account.views import password_set
from django.urls import include, path

from effgenai.accounts.sign_in.guards import signed_in_lately
from effgenai.accounts.sign_in.views import AddView, AgainView, LoginView

conference_patterns = [
    path("", include("submissions.urls")),
    path("", include("reviews.urls")),
    path("", include("program.urls")),
    path("", include("effgenai.mail.urls")),
    path("", include("effgenai.audit.urls")),
    path("", include("effgenai.archive.urls")),
    path("", include("effgenai.conferences.urls")),  # last: its `<slug>/` takes what is left
]

urlpatterns = [
    path("", include("effgenai.conferences.desk.site_urls")),
    path("", include("effgenai.ui.urls")),
    path("", include("effgenai.operations.health.urls")),
    path("", include("effgenai.operations.urls")),
    path("account/", include("effgenai.accounts.urls")),
    # A password of one's own is a way in: allauth lets whoever sits there set the first one.
    path("account/password/set/", signed_in_lately(password_set), name="account_set_password"),
    path("account/2fa/webauthn/login/", LoginView.as_view(), name="mfa_login_webauthn"),
    path("account/2fa/webauthn/add/", AddView.as_view(), name="mfa_add_webauthn"),
    path("account/2fa/webauthn/reauthenticate/", AgainView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("account/", include("allauth.urls")),
    path("<slug:conference_slug>/", include(conference_patterns)),
]

handler400 = "effgenai.ui.views.bad_request"
handler403 = "effgenai.ui.views.forbidden"
handler404 = "effgenai.ui.views.not_found"
handler500 = "effgenai.ui.views.server_error"
