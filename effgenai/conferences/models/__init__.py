"""The rows of a conference, one module a feature."""

from effgenai.conferences.models.call import CallFile, OpenQuestion, Policy, Topic, Track
from effgenai.conferences.models.conference import Conference
from effgenai.conferences.models.dates import CalendarKey, Milestone, MilestoneChange, MilestoneException
from effgenai.conferences.models.forms import SentForm
from effgenai.conferences.models.institutions import Institution
from effgenai.conferences.models.members import ChairProposal, Membership
from effgenai.conferences.models.site import Image, News, Page, PastEdition, Person, SiteVersion, Sponsor
from effgenai.conferences.models.validators import (
    HEX_COLOUR,
    RESERVED_PAGE_SLUGS,
    RESERVED_SLUGS,
    validate_domain,
    validate_free_slug,
    validate_page_slug,
    validate_time_zone,
)

__all__ = [
    "HEX_COLOUR",
    "RESERVED_PAGE_SLUGS",
    "RESERVED_SLUGS",
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
    "validate_domain",
    "validate_free_slug",
    "validate_page_slug",
    "validate_time_zone",
]
