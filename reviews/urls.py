"""Gathers the addresses of the features."""

from __future__ import annotations

from reviews.assignment.urls import urlpatterns as assignment
from reviews.assignment_drafts.urls import urlpatterns as assignment_drafts
from reviews.bidding.urls import urlpatterns as bidding
from reviews.committee.urls import urlpatterns as committee
from reviews.decisions.urls import urlpatterns as decisions
from reviews.expertise.urls import urlpatterns as expertise
from reviews.imports.urls import urlpatterns as imports
from reviews.reviewing.urls import urlpatterns as reviewing

app_name = "reviews"
# "reviewing/bids/" and the like stand before "reviewing/<key>/", which would take them for a key.
urlpatterns = [
    *committee,
    *expertise,
    *assignment,
    *assignment_drafts,
    *bidding,
    *reviewing,
    *decisions,
    *imports,
]
