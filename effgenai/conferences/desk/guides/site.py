"""What the guide says of the site itself: identity, texts, pictures, pages, publishing, chairs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.desk.guide import GuideItem, GuideStage, GuideState
from effgenai.conferences.desk.guides.edition_links import EditionLinks
from effgenai.conferences.desk.guides.old_links import links_left
from effgenai.conferences.people.states import PeopleGroup
from effgenai.ui.colour import accents
from effgenai.ui.text.numbers import listed as some

MAX_LINKS = 6
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def to_do(*, done: bool, later: bool = False) -> GuideState:
    """Done, or to do now or later."""
    return GuideState.DONE if done else GuideState.LATER if later else GuideState.TODO


def page_of(conference: Conference, name: str, *args: object) -> str:
    """An address of the conference's desk; names of other apps carry their namespace."""
    return reverse(name if ":" in name else f"conferences:{name}", args=[conference.slug, *args])


def missing_facts(conference: Conference) -> list[GuideItem]:
    """The facts every conference needs; no query, so the sidebar can count them on each page."""
    settings, stage = page_of(conference, "settings"), GuideStage.SITE
    facts = (
        ("Say when it is", "The home page shows days and place under the title.", conference.starts_on),
        ("Say where it is", "A city, a hall, or “online”.", conference.place),
        (
            "Give a contact address",
            "People with questions need it, and answers to mails go there.",
            conference.contact_email,
        ),
    )
    return [GuideItem(stage, title, why, settings, to_do(done=bool(fact))) for title, why, fact in facts]


def fact_items(viewer: Viewer) -> Iterator[GuideItem]:
    """The facts that only chairs set; no query."""
    yield from missing_facts(viewer.conference)


def site_items(viewer: Viewer) -> Iterator[GuideItem]:
    """Identity, texts, pictures and pages; four queries, a dozen after an earlier edition."""
    conference = viewer.conference
    yield from _texts(conference)
    yield from _accent(conference)
    yield from _pictures(conference)
    yield from _pages(conference)
    yield from _last_edition(conference)
    yield from _old_links(conference)


def _texts(conference: Conference) -> Iterator[GuideItem]:
    stage, editor = GuideStage.SITE, page_of(conference, "home_editor")
    abstract = to_do(done=bool(conference.abstract))
    yield GuideItem(stage, "Write what it is about", "The first thing visitors read.", editor, abstract)
    yield GuideItem(
        stage,
        "Say it in one sentence",
        "It stands under the title, in search engines, and wherever somebody shares the link.",
        editor,
        to_do(done=bool(conference.summary)),
        required=False,
    )
    groups = set(conference.people.values_list("group", flat=True))
    people = page_of(conference, "people_edit")
    for title, why, group in (
        ("Name the organisers", "People look at who organises before they submit.", PeopleGroup.ORGANISER),
        ("Name the invited speakers", "With a photo and a talk, once they said yes.", PeopleGroup.SPEAKER),
    ):
        yield GuideItem(stage, title, why, people, to_do(done=group in groups), required=False)


def _accent(conference: Conference) -> Iterator[GuideItem]:
    pair = accents(conference.accent)
    if pair.corrected:
        yield GuideItem(
            GuideStage.SITE,
            "Look at the accent colour",
            f"{conference.accent} could not be read well, so the pages use {pair.light.colour.hex} instead.",
            page_of(conference, "identity"),
            GuideState.TODO,
            required=False,
        )


def _pictures(conference: Conference) -> Iterator[GuideItem]:
    """A wide picture without words is there to look nice; any other tells something."""
    images = conference.images.exclude(pk=conference.hero_image_id or 0)
    found = list(images.values_list("alt", flat=True))
    silent = sum(not alt for alt in found)
    if found:
        yield GuideItem(
            GuideStage.SITE,
            "Say what each picture shows",
            f"{silent} of {len(found)} have no words for those who do not see them."
            if silent
            else "Those who do not see them read it.",
            page_of(conference, "images"),
            to_do(done=not silent),
            required=False,
        )


def _pages(conference: Conference) -> Iterator[GuideItem]:
    drafts = conference.site_versions.filter(published_at=None).count()
    if drafts:
        yield GuideItem(
            GuideStage.SITE,
            "Publish what you have written",
            f"{'A page has' if drafts == 1 else f'{drafts} pages have'} a draft that visitors do not see.",
            page_of(conference, "pages"),
            GuideState.TODO,
            required=False,
        )
    hidden = list(conference.pages.filter(in_menu=True, is_published=False).values_list("title", flat=True))
    if hidden:
        yield GuideItem(
            GuideStage.SITE,
            "Publish the pages of the menu, or take them out",
            f"Not published, so not in it: {listed(hidden)}.",
            page_of(conference, "pages"),
            GuideState.TODO,
            required=False,
        )


def _last_edition(conference: Conference) -> Iterator[GuideItem]:
    """Texts that came along and still speak of the year before."""
    if conference.previous_id is None or conference.starts_on is None:
        return
    pages = [(page.title, page.body) for page in conference.pages.all()]
    home = f"{conference.summary} {conference.abstract} {conference.aims} {conference.home_blocks}"
    texts = [("the home page", home), ("what authors should know", conference.submission_guide), *pages]
    old = [
        name
        for name, text in texts
        if any(int(year) < conference.starts_on.year for year in YEAR.findall(text))
    ]
    if old:
        yield GuideItem(
            GuideStage.SITE,
            "Read the texts that came along",
            f"They name an earlier year: {listed(old)}.",
            page_of(conference, "home_editor" if old[0] == "the home page" else "pages"),
            GuideState.TODO,
            required=False,
        )


def _old_links(conference: Conference) -> Iterator[GuideItem]:
    """Links of texts that came along to what the edition before has alone."""
    if conference.previous is None:
        return
    links = links_left(conference, EditionLinks(conference.previous, conference.slug, ()))
    if links:
        shown = [f"{link.address} in {link.where}" for link in links]
        yield GuideItem(
            GuideStage.SITE,
            "Look at the links to the last edition",
            f"They lead to pages that stayed there: {some(shown, MAX_LINKS)}.",
            page_of(conference, "pages" if links[0].where.startswith("“") else "home_editor"),
            GuideState.TODO,
            required=False,
        )


def publish_items(viewer: Viewer) -> Iterator[GuideItem]:
    """Publishing; no query."""
    conference = viewer.conference
    is_draft = conference.public_state == PublicState.DRAFT
    yield GuideItem(
        GuideStage.PUBLISH,
        "Publish the site",
        "Until then only members see it, and no reviewer can be invited."
        if is_draft
        else "Everyone can read it.",
        page_of(conference, "publish"),
        to_do(done=not is_draft),
        action="Publish the site",
        opens=True,
    )


def chair_items(viewer: Viewer) -> Iterator[GuideItem]:
    """Whether there is somebody else; one query."""
    chairs = viewer.conference.memberships.filter(role=Role.CHAIR).count()
    yield GuideItem(
        GuideStage.COMMITTEE,
        "Have a second chair",
        "You are the only one. Chairs never see papers that they wrote or are in conflict with: somebody "
        "else has to handle those."
        if chairs == 1
        else "A paper that one chair must not see is handled by another.",
        page_of(viewer.conference, "members"),
        to_do(done=chairs > 1),
        required=False,
    )


def afterwards_items(viewer: Viewer) -> Iterator[GuideItem]:
    """What is left once it is over; one query."""
    conference = viewer.conference
    last = conference.ends_on or conference.starts_on
    is_over = last is not None and last < viewer.at.date()
    yield GuideItem(
        GuideStage.AFTERWARDS,
        "Archive the site",
        "It stays readable and is marked as a past edition. Take it as files too, under Site.",
        page_of(conference, "publish"),
        to_do(done=conference.public_state == PublicState.ARCHIVED, later=not is_over),
    )
    yield GuideItem(
        GuideStage.AFTERWARDS,
        "Start the next edition",
        "Settings, form, pages and committee come along in one step, with all dates moved.",
        page_of(conference, "new_edition"),
        to_do(done=conference.next_editions.exists(), later=not is_over),
        required=False,
        action="Start the next edition",
        opens=True,
    )


def listed(names: list[str], most: int = 4) -> str:
    """The first few names in quotation marks, and how many more there are."""
    shown = ", ".join(f"“{name}”" for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
