"""Tracks, topics, people, sponsors, past editions: lists that are edited alike."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference, Institution, Topic, Track
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
from effgenai.conferences.desk.services.rows import Row, remove_row, save_row
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.site.models import PastEdition, Sponsor
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import MemberRequest, requires


@dataclasses.dataclass(frozen=True, slots=True)
class RowList:
    """One of the lists: its rows, form and words, and who may edit it."""

    model: type[Row]
    form: Any
    related: str
    noun: str
    title: str
    stage: str
    fact: str
    teach: str
    name: str
    one: str
    heads: tuple[str, ...]
    cells: Callable[[Any], tuple[str, ...]]

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
    related="tracks",
    noun="track",
    title="Tracks",
    stage="call",
    fact="is_chair",
    teach="A track is a kind of paper with a page limit of its own, such as full and short papers.",
    name="tracks",
    one="track",
    heads=("Length", "Archival"),
    cells=lambda row: (page_limit(row), "yes" if row.archival else "no"),
)
TOPICS = RowList(
    model=Topic,
    form=TopicForm,
    related="topics",
    noun="topic",
    title="Topics",
    stage="call",
    fact="is_chair",
    teach="Authors say what a paper is about, reviewers what they know: both choose from this list.",
    name="topics",
    one="topic",
    heads=("Description",),
    cells=lambda row: (row.description,),
)
PEOPLE = RowList(
    model=Person,
    form=PersonForm,
    related="people",
    noun="person",
    title="People",
    stage="site",
    fact="may_edit_site",
    teach="Organisers and speakers, as the site shows them. The programme committee appears there by itself.",
    name="people_edit",
    one="person",
    heads=("Group", "Affiliation", "Note"),
    cells=lambda row: (PeopleGroup(row.group).label, row.affiliation, row.note),
)

SPONSORS = RowList(
    model=Sponsor,
    form=SponsorForm,
    related="sponsors",
    noun="sponsor",
    title="Sponsors",
    stage="site",
    fact="may_edit_site",
    teach="Sponsors stand on the home page by tier, the tiers in the order of their first sponsor.",
    name="sponsors",
    one="sponsor",
    heads=("Tier", "Logo", "Home page"),
    cells=lambda row: (row.tier, "yes" if row.logo_id else "no", row.home_page),
)
EDITIONS = RowList(
    model=PastEdition,
    form=EditionForm,
    related="past_editions",
    noun="past edition",
    title="Past editions",
    stage="site",
    fact="may_edit_site",
    teach="Editions whose site is elsewhere on the web. Those kept here appear by themselves.",
    name="editions",
    one="edition",
    heads=("When and where", "Address"),
    cells=lambda row: (row.when_and_where, row.address),
)
INSTITUTIONS = RowList(
    model=Institution,
    form=InstitutionForm,
    related="institutions",
    noun="institution",
    title="Institutions",
    stage="setup",
    fact="is_chair",
    teach="People of one institution are in conflict with each other’s papers. An institution is "
    "known by its name and its mail domain by itself; here stand those that are written in several ways.",
    name="institutions",
    one="institution",
    heads=("Also known as",),
    cells=lambda row: (", ".join(row.other_names),),
)


def _allow(request: MemberRequest, rows: RowList) -> None:
    if not getattr(request.viewer, rows.fact):
        raise Http404


@requires(Fact.MAY_EDIT_SITE)
@require_safe
def index(request: MemberRequest, rows: RowList) -> HttpResponse:
    """The list in its order."""
    _allow(request, rows)
    found = getattr(request.conference, rows.related).all()
    context = {"rows": rows, "found": [(row, rows.cells(row)) for row in found]}
    return desk_response(request, "conferences/desk/rows.html", rows.stage, rows.name, **context)


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest, rows: RowList) -> HttpResponse:
    """Add a row at the end."""
    _allow(request, rows)
    return _edit(request, rows, _new_row(request.conference, rows))


def _new_row(conference: Conference, rows: RowList) -> Row:
    """An empty row, behind the others where the list has an order of its own."""
    row = rows.model(conference=conference)
    if not isinstance(row, Institution):
        last = getattr(conference, rows.related).order_by("-position").first()
        row.position = last.position + 1 if last else 0
    return row


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, rows: RowList, pk: int) -> HttpResponse:
    """Change a row."""
    _allow(request, rows)
    return _edit(request, rows, get_object_or_404(getattr(request.conference, rows.related), pk=pk))


def _edit(request: MemberRequest, rows: RowList, row: Row) -> HttpResponse:
    form = rows.form(request.POST or None, request.FILES or None, instance=copy.copy(row))
    if request.method == "POST" and form.is_valid() and _save(request, form):
        return redirect(rows.index_url, request.conference.slug)
    return desk_response(request, "conferences/desk/row.html", rows.stage, rows=rows, row=row, form=form)


def _save(request: MemberRequest, form: Any) -> bool:
    fields = [name for name in form.changed_data if not name.endswith("_upload")]
    try:
        # Pictures that were uploaded in place go to the library first; their fields have no column.
        uploads = form.take_uploads(request.user, request.at) if hasattr(form, "take_uploads") else []
        save_row(row=form.instance, fields=list({*fields, *uploads}), by=request.user, at=request.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"“{form.instance}” is saved.")
    return True


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def remove(request: MemberRequest, rows: RowList, pk: int) -> HttpResponse:
    """Remove a row, after a look at what that means."""
    _allow(request, rows)
    row = get_object_or_404(getattr(request.conference, rows.related), pk=pk)
    if request.method == "POST":
        _remove(request, row)
        return redirect(rows.index_url, request.conference.slug)
    effect = f"The {rows.noun} leaves the site and all lists to choose from. It cannot be brought back."
    context = {"name": str(row), "effect": effect, "back": rows.index_url, "back_label": rows.title}
    return desk_response(request, "conferences/web/remove.html", rows.stage, **context)


def _remove(request: MemberRequest, row: Row) -> None:
    name = str(row)
    try:
        remove_row(row=row, by=request.user, at=request.at)
        messages.success(request, f"“{name}” is removed.")
    except Refused as refusal:
        messages.error(request, str(refusal))
