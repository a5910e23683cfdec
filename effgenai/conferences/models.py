"""Gathers the models of the features for Django; features name those of each other at their own place."""

from effgenai.conferences.call.models import CallFile, OpenQuestion, Policy
from effgenai.conferences.core.models import (
    ChairProposal,
    Conference,
    Institution,
    Membership,
    SentForm,
    Topic,
    Track,
)
from effgenai.conferences.dates.models import CalendarKey, Milestone, MilestoneChange, MilestoneException
from effgenai.conferences.news.models import News
from effgenai.conferences.people.models import Person
from effgenai.conferences.pictures.models import Image
from effgenai.conferences.site.models import Page, PastEdition, SiteVersion, Sponsor
from effgenai.conferences.unfinished.models import UnfinishedForm

__all__ = [
    "CalendarKey",
    "CallFile",
    "ChairProposal",
    "Conference",
    "Image",
    "Institution",
    "Membership",
    "Milestone",
    "MilestoneChange",
    "MilestoneException",
    "News",
    "OpenQuestion",
    "Page",
    "PastEdition",
    "Person",
    "Policy",
    "SentForm",
    "SiteVersion",
    "Sponsor",
    "Topic",
    "Track",
    "UnfinishedForm",
]
