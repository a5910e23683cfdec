from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from effgenai.conferences.states import PublicState

if TYPE_CHECKING:
    from effgenai.accounts.models import User
    from effgenai.conferences.models import Conference, Milestone, News, Page
    from effgenai.conferences.viewer import Viewer


class ConferenceQuerySet(models.QuerySet["Conference"]):
    """Conferences, by who asks."""

    def public(self) -> ConferenceQuerySet:
        """Those that everyone may see."""
        return self.exclude(public_state=PublicState.DRAFT)

    def visible_to(self, user: User | None) -> ConferenceQuerySet:
        """Public ones, those the person has a role in, and all of them for site administrators."""
        if user is None:
            return self.public()
        if user.is_staff:
            return self.all()
        mine = Q(pk__in=user.memberships.values("conference"))
        return self.filter(~Q(public_state=PublicState.DRAFT) | mine)


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Dates, by who asks."""

    def visible_to(self, viewer: Viewer) -> MilestoneQuerySet:
        """Public dates for everyone; all of them for the committee of the conference."""
        mine = self.filter(conference=viewer.conference)
        return mine if viewer.is_committee else mine.filter(is_public=True)


class PageQuerySet(models.QuerySet["Page"]):
    """Chair-written pages, by who asks."""

    def visible_to(self, viewer: Viewer) -> PageQuerySet:
        """Published pages for everyone; drafts too for those who edit the site."""
        mine = self.filter(conference=viewer.conference)
        return mine if viewer.may_edit_site else mine.filter(is_published=True)


class NewsQuerySet(models.QuerySet["News"]):
    """Pieces of news, by who asks."""

    def public(self, at: dt.datetime) -> NewsQuerySet:
        """Those that are published by then, the newest first."""
        return self.filter(published_at__lte=at)
