"""What a new edition can take of the platform: settings, dates, call, home page, pages, people, members."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Model, Q

from effgenai.conferences.call.models import CallFile, OpenQuestion, Policy
from effgenai.conferences.core.models import Institution, Membership, Topic, Track
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.models import Milestone, MilestoneException
from effgenai.conferences.desk.editions import (
    Copying,
    EditionPart,
    names_of,
    number_of,
)
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.site.models import Page, PastEdition, Sponsor

SETTINGS = (
    "accent",
    "contact_email",
    "language",
    "blind_mode",
    "reviews_per_paper",
    "hide_authors_from_chairs",
    "show_authors_to_area_chairs",
    "past_affiliation_years",
    "letters_to_contacts_only",
)
TEXTS = ("abstract", "aims", "submission_guide", "reviewer_guide")
MEMBERS = (Role.CHAIR, Role.SITE_EDITOR, Role.PROGRAM_EDITOR)
STAGE_GROUPS = (PeopleGroup.SPEAKER, PeopleGroup.PANELLIST)


def values_of(row: Model, *names: str) -> dict[str, Any]:
    """The named fields of a row, as they stand."""
    return {name: getattr(row, name) for name in names}


def _words(*parts: str) -> str:
    found = [part for part in parts if part]
    return " and ".join(filter(None, [", ".join(found[:-1]), found[-1] if found else ""]))


# --- Settings and identity -------------------------------------------------------------------------------
def _settings_words(viewer: Viewer) -> str:
    pictures = _words(
        "logo" if viewer.conference.logo_id else "",
        "picture of the home page" if viewer.conference.hero_image_id else "",
    )
    return f"how it reviews, contact address, language, colour{', ' if pictures else ''}{pictures}"


def _copy_settings(copying: Copying) -> None:
    old, new = copying.old, copying.new
    for name in SETTINGS:
        setattr(new, name, getattr(old, name))
    new.logo, new.hero_image = copying.image(old.logo), copying.image(old.hero_image)
    new.save(update_fields=[*SETTINGS, "logo", "hero_image"])


# --- The call and its dates ------------------------------------------------------------------------------
def _count(related: str, one: str, many: str) -> Any:
    return lambda viewer: number_of(getattr(viewer.conference, related).count(), one, many)


def _copy_tracks(copying: Copying) -> None:
    for old in copying.old.tracks.all():
        facts = values_of(old, "name", "page_limit", "archival", "position")
        description = copying.text(old.description)
        new = Track.objects.create(conference=copying.new, description=description, **facts)
        copying.tracks[old.pk] = new


def _copy_topics(copying: Copying) -> None:
    Topic.objects.bulk_create(
        Topic(conference=copying.new, **values_of(topic, "name", "description", "position"))
        for topic in copying.old.topics.all()
    )


def _copy_policies(copying: Copying) -> None:
    Policy.objects.bulk_create(
        Policy(conference=copying.new, text=copying.text(old.text), **values_of(old, "kind", "option"))
        for old in copying.old.policies.all()
    )


def _copy_call_files(copying: Copying) -> None:
    """Files for one track come only with it; their bytes are shared."""
    facts = ("label", "address", "path", "name", "content_type", "size", "sha256", "position")
    CallFile.objects.bulk_create(
        CallFile(
            conference=copying.new, track=copying.tracks.get(old.track_id or 0), **values_of(old, *facts)
        )
        for old in copying.old.call_files.all()
        if old.track_id is None or old.track_id in copying.tracks
    )


def _dates_words(viewer: Viewer) -> str:
    if viewer.conference.starts_on is None:
        return ""
    return number_of(viewer.conference.milestones.count(), "date", "dates")


def _copy_dates(copying: Copying) -> None:
    """The dates without their history; more time of a person stays behind, a track's comes with the track."""
    shift = copying.shift
    if shift is None:
        return
    for old in copying.old.milestones.prefetch_related("exceptions"):
        facts = values_of(old, "kind", "label", "zone", "grace_minutes", "is_public")
        instant = shift.instant(old.instant, old.zone, old.kind)
        new = Milestone.objects.create(conference=copying.new, instant=instant, **facts)
        MilestoneException.objects.bulk_create(
            MilestoneException(
                milestone=new,
                track=copying.tracks[other.track_id],
                instant=shift.instant(other.instant, other.zone, old.kind),
                zone=other.zone,
                created_at=copying.at,
                created_by=copying.by,
            )
            for other in old.exceptions.all()
            if other.track_id in copying.tracks
        )


def _copy_institutions(copying: Copying) -> None:
    """The table as the chairs made it, instead of the one that a new conference begins with."""
    copying.new.institutions.all().delete()
    Institution.objects.bulk_create(
        Institution(conference=copying.new, **values_of(old, "name", "aliases"))
        for old in copying.old.institutions.all()
    )


# --- The public site -------------------------------------------------------------------------------------
def _home_words(viewer: Viewer) -> str:
    conference = viewer.conference
    texts = _words(
        "summary" if conference.summary else "",
        "abstract" if conference.abstract else "",
        "aims" if conference.aims else "",
        number_of(conference.open_questions.count(), "open question", "open questions"),
    )
    return f"the order of its blocks{', ' if texts else ''}{texts}"


def _copy_home(copying: Copying) -> None:
    old, new = copying.old, copying.new
    new.summary = old.summary
    new.home_blocks = copying.texts(old.home_blocks)
    for name in TEXTS:
        setattr(new, name, copying.text(getattr(old, name)))
    new.save(update_fields=["summary", "home_blocks", *TEXTS])
    OpenQuestion.objects.bulk_create(
        OpenQuestion(conference=new, **values_of(question, "text", "position"))
        for question in old.open_questions.all()
    )


def _pages_words(viewer: Viewer) -> str:
    found = viewer.conference.pages.aggregate(n=Count("pk"), drafts=Count("pk", Q(is_published=False)))
    drafts = f", {found['drafts']} of them unpublished" if found["drafts"] else ""
    return number_of(found["n"], "page", f"pages{drafts}")


def _copy_pages(copying: Copying) -> None:
    """What stands in each page now; its drafts and versions stay behind."""
    facts = ("slug", "title", "format", "description", "is_published", "in_menu", "position")
    rows: dict[int, Page] = {}
    for old in copying.old.pages.all():
        body = copying.text(old.body)
        rows[old.pk] = Page(
            conference=copying.new, body=body, updated_at=copying.at, **values_of(old, *facts)
        )
    Page.objects.bulk_create(rows.values())
    for old in copying.old.pages.filter(parent__isnull=False):
        rows[old.pk].parent = rows.get(old.parent_id or 0)
    Page.objects.bulk_update(rows.values(), ["parent"])


def _people_words(groups: Iterable[str]) -> Any:
    def words(viewer: Viewer) -> str:
        people = viewer.conference.people.filter(group__in=groups)
        return names_of(list(people.values_list("name", flat=True)))

    return words


def _copy_people(groups: Iterable[str], *, with_note: bool) -> Any:
    def copy(copying: Copying) -> None:
        facts = ("group", "name", "affiliation", "home_page", "position")
        for old in copying.old.people.filter(group__in=groups).select_related("photo"):
            Person.objects.create(
                conference=copying.new,
                photo=copying.image(old.photo),
                note=old.note if with_note else "",
                biography=copying.text(old.biography),
                **values_of(old, *facts),
            )

    return copy


def _copy_sponsors(copying: Copying) -> None:
    facts = ("name", "tier", "note", "home_page", "position")
    for old in copying.old.sponsors.select_related("logo"):
        Sponsor.objects.create(conference=copying.new, logo=copying.image(old.logo), **values_of(old, *facts))


def _copy_past_editions(copying: Copying) -> None:
    facts = ("title", "when_and_where", "address", "position")
    PastEdition.objects.bulk_create(
        PastEdition(conference=copying.new, **values_of(old, *facts))
        for old in copying.old.past_editions.all()
    )


# --- Members ---------------------------------------------------------------------------------------------
def _members_words(viewer: Viewer) -> str:
    held: dict[str, list[str]] = {}
    others = viewer.conference.memberships.filter(role__in=MEMBERS, user__is_active=True)
    for membership in others.exclude(user=viewer.user).select_related("user").order_by("user__name", "pk"):
        held.setdefault(str(membership.user), []).append(Role(membership.role).label.lower())
    return names_of([f"{name} ({', '.join(sorted(roles))})" for name, roles in held.items()])


def _copy_members(copying: Copying) -> None:
    old = copying.old.memberships.filter(role__in=MEMBERS, user__is_active=True)
    Membership.objects.bulk_create(
        (
            Membership(conference=copying.new, since=copying.at, **values_of(one, "user_id", "role"))
            for one in old
        ),
        ignore_conflicts=True,
    )


PARTS = (
    EditionPart("settings", "Settings", _settings_words, _copy_settings),
    EditionPart("tracks", "Tracks", _count("tracks", "track", "tracks"), _copy_tracks),
    EditionPart("topics", "Topics", _count("topics", "topic", "topics"), _copy_topics),
    EditionPart(
        "dates",
        "Dates",
        _dates_words,
        _copy_dates,
        note="Moved as you chose; nobody’s extra time comes along.",
    ),
    EditionPart("policies", "Policies", _count("policies", "policy", "policies"), _copy_policies),
    EditionPart("call_files", "Files for authors", _count("call_files", "file", "files"), _copy_call_files),
    EditionPart(
        "institutions",
        "Institutions",
        _count("institutions", "institution", "institutions"),
        _copy_institutions,
    ),
    EditionPart("home", "Home page and texts", _home_words, _copy_home),
    EditionPart("pages", "Written pages", _pages_words, _copy_pages),
    EditionPart(
        "organisers",
        "Organisers",
        _people_words([PeopleGroup.ORGANISER]),
        _copy_people([PeopleGroup.ORGANISER], with_note=True),
    ),
    EditionPart(
        "speakers",
        "Speakers and panellists",
        _people_words(STAGE_GROUPS),
        _copy_people(STAGE_GROUPS, with_note=False),
        note="Without their talks.",
        ticked=False,
    ),
    EditionPart(
        "volunteers",
        "Volunteers",
        _people_words([PeopleGroup.VOLUNTEER]),
        _copy_people([PeopleGroup.VOLUNTEER], with_note=True),
        ticked=False,
    ),
    EditionPart(
        "sponsors", "Sponsors", _count("sponsors", "sponsor", "sponsors"), _copy_sponsors, ticked=False
    ),
    EditionPart(
        "past_editions",
        "Earlier editions elsewhere",
        _count("past_editions", "edition", "editions"),
        _copy_past_editions,
    ),
    EditionPart(
        "members",
        "Chairs and editors",
        _members_words,
        _copy_members,
        note="They see the draft at once; nobody gets a mail.",
    ),
)
