"""The lists that are edited alike: tracks, topics, people, sponsors, past editions, institutions."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from effgenai.conferences.core.models import Institution, Topic, Track
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.core.wording import page_limit
from effgenai.conferences.desk.forms.rows import (
    EditionForm,
    InstitutionForm,
    PersonForm,
    SponsorForm,
    TopicForm,
    TrackForm,
)
from effgenai.conferences.desk.services.rows import Row
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.site.models import PastEdition, Sponsor
from effgenai.ui.tables import Column


@dataclasses.dataclass(frozen=True, slots=True)
class RowList:
    """One of the lists: its rows, form and words, where it stands, and who may edit it."""

    model: type[Row]
    form: Any
    path: str
    noun: str
    title: str
    stage: str
    fact: Fact
    teach: str
    name: str
    one: str
    columns: tuple[Column, ...]
    cells: Callable[[Any], tuple[str, ...]]
    # The columns of a list that may be pasted, and of its rows what all of them have in common.
    pasted: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()

    @property
    def paste_url(self) -> str:
        """Name of the address where a list is pasted; "" if there is none."""
        return f"conferences:paste_{self.name}" if self.pasted else ""

    @property
    def with_article(self) -> str:
        """The noun as in “Add an institution”."""
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"

    @property
    def index_url(self) -> str:
        """Name of the list's address."""
        return f"conferences:{self.name}"

    @property
    def new_url(self) -> str:
        """Name of the address that adds a row."""
        return f"conferences:new_{self.one}"

    @property
    def edit_url(self) -> str:
        """Name of the address that changes a row."""
        return f"conferences:{self.one}"

    @property
    def remove_url(self) -> str:
        """Name of the address that removes a row."""
        return f"conferences:remove_{self.one}"


TRACKS = RowList(
    model=Track,
    form=TrackForm,
    path="tracks",
    noun="track",
    title="Tracks",
    stage="call",
    fact=Fact.IS_CHAIR,
    teach="A track is a kind of paper with a page limit of its own, such as full and short papers.",
    name="tracks",
    one="track",
    columns=(Column("Length"), Column("Archival", phone=False)),
    cells=lambda row: (page_limit(row), "yes" if row.archival else "no"),
)
TOPICS = RowList(
    model=Topic,
    form=TopicForm,
    path="topics",
    noun="topic",
    title="Topics",
    stage="call",
    fact=Fact.IS_CHAIR,
    teach="Authors say what a paper is about, reviewers what they know: both choose from this list.",
    name="topics",
    one="topic",
    columns=(Column("Description"),),
    cells=lambda row: (row.description,),
    pasted=("name", "description"),
)
PEOPLE = RowList(
    model=Person,
    form=PersonForm,
    path="people",
    noun="person",
    title="People",
    stage="site",
    fact=Fact.MAY_EDIT_SITE,
    teach="Organisers and speakers, as the site shows them. The programme committee appears there by itself.",
    name="people_edit",
    one="person",
    columns=(Column("Group"), Column("Affiliation", phone=False), Column("Note", phone=False)),
    cells=lambda row: (PeopleGroup(row.group).label, row.affiliation, row.note),
    pasted=("name", "affiliation", "note", "home_page"),
    shared=("group",),
)

SPONSORS = RowList(
    model=Sponsor,
    form=SponsorForm,
    path="sponsors",
    noun="sponsor",
    title="Sponsors",
    stage="site",
    fact=Fact.MAY_EDIT_SITE,
    teach="Sponsors stand on the home page by tier, the tiers in the order of their first sponsor.",
    name="sponsors",
    one="sponsor",
    columns=(Column("Tier"), Column("Logo", phone=False), Column("Home page", phone=False)),
    cells=lambda row: (row.tier, "yes" if row.logo_id else "no", row.home_page),
    pasted=("name", "tier", "home_page"),
)
EDITIONS = RowList(
    model=PastEdition,
    form=EditionForm,
    path="past_editions",
    noun="past edition",
    title="Past editions",
    stage="site",
    fact=Fact.MAY_EDIT_SITE,
    teach="Editions whose site is elsewhere on the web. Those kept here appear by themselves.",
    name="editions",
    one="edition",
    columns=(Column("When and where"), Column("Address", phone=False)),
    cells=lambda row: (row.when_and_where, row.address),
)
INSTITUTIONS = RowList(
    model=Institution,
    form=InstitutionForm,
    path="institutions",
    noun="institution",
    title="Institutions",
    stage="setup",
    fact=Fact.IS_CHAIR,
    teach="People of one institution are in conflict with each other’s papers. An institution is "
    "known by its name and its mail domain by itself; here stand those that are written in several ways.",
    name="institutions",
    one="institution",
    columns=(Column("Also known as", phone=False),),
    cells=lambda row: (", ".join(row.other_names),),
)
