"""Every address of the site, filled with the rows of a world, and what a person gets there."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.models import MilestoneException
from program.core.models import Talk
from reviews.expertise.models import PastPaper
from submissions.authors.emails import author_token
from submissions.conflicts.models import AdvanceConflict, Conflict, NamedConflict
from submissions.core.models import Revision
from submissions.papers.queries.arranging import offered_columns
from tests.leaks.world import World
from tests.support.factories import NOW

# allauth's own pages know nothing of conferences; those that need a key get one that fits nothing.
ACCOUNT = {
    "account_confirm_email": {"key": "none"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "none"},
}
# Signing out would end the walk; it is tested where accounts are.
LEFT_OUT = {"account_logout"}


@dataclasses.dataclass(frozen=True)
class Place:
    """A filled address and the name of its pattern."""

    name: str
    url: str


def patterns() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The name and parameters of every pattern of the resolver."""
    yield from _patterns(get_resolver(), "", ())


def _patterns(
    resolver: URLResolver, namespace: str, parameters: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in resolver.url_patterns:
        # Not pattern.converters: Django shares that dictionary between equal routes once it has reversed.
        merged = tuple(dict.fromkeys((*parameters, *entry.pattern.regex.groupindex)))
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _patterns(entry, inner, merged)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", merged


# Pages that know nothing of any conference are walked once, as a visitor and as an author.
UNCONCERNED = ("ui:", "account_", "mfa_")
WALK_EVERYTHING = {"visitor", "author"}


def places(world: World, person: str = "visitor") -> list[Place]:
    """Every address, filled in every way the world offers. An address it cannot fill is an error."""
    found = []
    for name, parameters in patterns():
        if name in LEFT_OUT or (name.startswith(UNCONCERNED) and person not in WALK_EVERYTHING):
            continue
        fillings = _fillings(world, name, parameters)
        found += [Place(name, reverse(name, kwargs=values)) for values in fillings]
    return found


def with_all_columns(world: World) -> list[Place]:
    """The chairs' list of papers and its file with every column that can be chosen, sorted and grouped."""
    viewer = viewer_for(user=world.people["chair"], conference=world.conference, at=NOW)
    columns = offered_columns(viewer, with_authors=True)
    keys = ",".join(column.key for column in columns)
    grouped = next(column.key for column in columns if column.groups)
    query = urlencode({"cols": keys, "group": grouped, "sort": keys})
    names = ("submissions:desk", "submissions:export", "submissions:columns")
    return [Place(name, f"{reverse(name, args=[world.conference.slug])}?{query}") for name in names]


def _fillings(world: World, name: str, parameters: tuple[str, ...]) -> list[dict[str, Any]]:
    if name in ACCOUNT:
        return [ACCOUNT[name]]
    rest = [parameter for parameter in parameters if parameter != "conference_slug"]
    base = {"conference_slug": world.conference.slug} if "conference_slug" in parameters else {}
    if not rest:
        return [base]
    fillings = FILLINGS.get(name) or _by_number(world, rest)
    if callable(fillings):
        fillings = fillings(world)
    if fillings is None:
        raise LookupError(f"The leak walk cannot fill {name} with {rest}: add it to tests/leaks/walk.py.")
    return [{**base, **values} for values in fillings]


def _by_number(world: World, rest: list[str]) -> list[dict[str, Any]] | None:
    if rest != ["number"]:
        return None
    return [{"number": paper.number} for paper in world.papers.values()]


def _keys(*names: str) -> Any:
    return lambda world: [{"key": world.rows[name].key} for name in names if name in world.rows]


def _pks(*names: str) -> Any:
    return lambda world: [{"pk": world.rows[name].pk} for name in names if name in world.rows]


def _releases(world: World) -> list[dict[str, Any]]:
    return [{"number": release.number} for release in world.conference.releases.all()]


def _tokens(world: World) -> list[dict[str, Any]]:
    return [{"token": world.rows["invitation"].token}, {"token": "unknown"}]


def _chair_links(world: World) -> list[dict[str, Any]]:
    return [{"token": world.rows["chair_link"].token}, {"token": "unknown"}]


def _people(world: World) -> list[dict[str, Any]]:
    return [{"key": person.key} for person in world.people.values() if person]


def _tasks(world: World) -> list[dict[str, Any]]:
    tasks = [world.rows[name] for name in ("done", "opened", "other") if name in world.rows]
    return [{"number": task.submission.number, "key": task.key} for task in tasks]


def _conflicts(world: World) -> list[dict[str, Any]]:
    found = Conflict.objects.filter(submission__conference=world.conference).select_related("submission")
    return [{"number": conflict.submission.number, "pk": conflict.pk} for conflict in found]


def _conflict_keys(world: World) -> list[dict[str, Any]]:
    return [{"pk": values["pk"]} for values in _conflicts(world)]


def _named(world: World) -> list[dict[str, Any]]:
    found = NamedConflict.objects.filter(submission__conference=world.conference)
    return [{"number": named.submission.number, "pk": named.pk} for named in found]


def _listed(world: World) -> list[dict[str, Any]]:
    token = author_token(world.papers["a"], world.people["author"].email)
    return [{"token": token}, {"token": "unknown"}]


def _mails(world: World) -> list[dict[str, Any]]:
    names = ("failed_a", "failed_b", "invited", "several", "draft", "account")
    mails = [*world.rows["mailing"].mails.all(), *(world.rows[name] for name in names)]
    return [{"key": mail.key} for mail in mails]


def _exceptions(world: World) -> list[dict[str, Any]]:
    found = MilestoneException.objects.filter(milestone__conference=world.conference)
    return [{"key": one.milestone.key, "pk": one.pk} for one in found.select_related("milestone")]


def _past_papers(world: World) -> list[dict[str, Any]]:
    return [{"pk": paper.pk} for paper in PastPaper.objects.all()]


def _one_of(related: str) -> Any:
    """The rows of a list of the conference."""
    return lambda world: [{"pk": row.pk} for row in getattr(world.conference, related).all()]


def _dates(world: World) -> list[dict[str, Any]]:
    return [{"key": date.key} for date in world.conference.milestones.all()]


def _pages(world: World) -> list[dict[str, Any]]:
    return [{"slug": page.slug} for page in world.conference.pages.all()] + [{"slug": "unknown"}]


def _preview(world: World) -> list[dict[str, Any]]:
    return [{"key": world.conference.preview_key}, {"key": "unknown"}]


def _previewed_pages(world: World) -> list[dict[str, Any]]:
    pages = world.conference.pages.values_list("slug", flat=True)
    return [{**secret, "page": slug} for secret in _preview(world) for slug in pages]


def _calendars(world: World) -> list[dict[str, Any]]:
    return [{"key": world.rows["calendar"].key}, {"key": "unknown"}]


def _versions(world: World) -> list[dict[str, Any]]:
    found = Revision.objects.filter(submission__conference=world.conference).select_related("submission")
    return [{"number": version.submission.number, "version": version.number} for version in found]


def _page_versions(world: World) -> list[dict[str, Any]]:
    return [{"pk": world.rows["page"].pk, "number": number} for number in (1, 2, 3)]


_HOME_VERSIONS = [{"number": number} for number in (1, 2, 3)]


def _affiliations(world: World) -> list[dict[str, Any]]:
    return [{"pk": row.pk} for row in world.people["author"].affiliations.all()]


def _always(**values: Any) -> Any:
    return lambda _: [values]


def _of_papers(**values: Any) -> Any:
    return lambda world: [{"number": paper.number, **values} for paper in world.papers.values()]


def _materials(world: World) -> list[dict[str, Any]]:
    kinds = ("paper", "poster", "slides", "code")
    return [{"number": paper.number, "kind": kind} for paper in world.papers.values() for kind in kinds]


def _awards(world: World) -> list[dict[str, Any]]:
    awards = world.papers["a"].awards.all()
    return [{"number": world.papers["a"].number, "pk": award.pk} for award in awards]


def _pictures(world: World) -> list[dict[str, Any]]:
    images = world.conference.images.all()
    return [
        {"key": image.key, "width": 8, "name": name} for image in images for name in ("avif", "webp", "png")
    ]


def _keys_of(related: str) -> Any:
    """The rows of a list of the conference that have keys."""
    return lambda world: [{"key": row.key} for row in getattr(world.conference, related).all()]


def _questions(world: World) -> list[dict[str, Any]]:
    return [{"name": field.name} for field in world.conference.review_fields.all()]


def _merges(world: World) -> list[dict[str, Any]]:
    question = world.rows["merge"]
    return [{"token": token} for token in (question.kept_token, question.gone_token, "unknown")]


def _always_two(one: str, other: str) -> Any:
    """Two accounts that look like one person's; who may see them is tested where each page is."""
    return lambda world: [{one: world.rows["merge"].kept.key, other: world.rows["merge"].gone.key}]


def _draft_papers(world: World) -> list[dict[str, Any]]:
    """Every paper of the draft that covers both."""
    run = world.rows.get("run")
    pairs = run.pairs.select_related("submission") if run else []
    return [{"key": run.key, "number": pair.submission.number} for pair in pairs]


def _talks(world: World) -> list[dict[str, Any]]:
    """Every talk of the draft; before, one that there is not."""
    keys = Talk.objects.filter(session__conference=world.conference).values_list("key", flat=True)
    return [{"key": key} for key in keys] or [{"key": "none"}]


def _pieces(world: World) -> list[dict[str, Any]]:
    pieces = world.conference.talk_feedback.values_list("key", flat=True)
    return [{**talk, "piece": piece} for talk in _talks(world) for piece in pieces]


def _contributors(world: World) -> list[dict[str, Any]]:
    """Everybody in the released schedule; before, an address that leads nowhere."""
    release = world.rows.get("release")
    people = release.schedule["contributors"]["people"] if release else [["none"]]
    return [{"key": keys[0]} for keys in people]


_OF_ALL = _keys("done", "opened", "other", "handled")

FILLINGS: dict[str, Any] = {
    "ui:asset": _always(stem="public", digest="0" * 12, kind="css"),
    "ui:styleguide-page": _always(page="home"),
    "mfa_remove_webauthn": _always(pk=1),
    "mfa_edit_webauthn": _always(pk=1),
    "submissions:receipt": _versions,
    "submissions:version_manuscript": _versions,
    "submissions:material_file": _materials,
    "submissions:hide_material": _materials,
    "submissions:paper_file": _materials,
    "submissions:remove_award": _awards,
    "submissions:listed": _listed,
    "submissions:end": _of_papers(how="reject"),
    "reviews:review": _OF_ALL,
    "reviews:save_review": _OF_ALL,
    "reviews:submit_review": _OF_ALL,
    "reviews:decline_assignment": _OF_ALL,
    "reviews:decision_class": _one_of("decision_classes"),
    "reviews:question": _questions,
    "reviews:move_question": _questions,
    "reviews:remove_question": _questions,
    "accounts:affiliation": _affiliations,
    "accounts:merge": _merges,
    "accounts:decline_merge": _merges,
    "accounts:merge_for_others": _always_two("kept", "gone"),
    "reviews:ask_twins": _always_two("one", "other"),
    "accounts:remove_affiliation": _affiliations,
    "site:show_at_root": lambda world: [{"slug": world.conference.slug}],
    "archive:download": _keys("site_export"),
    "conferences:page": _pages,
    "conferences:track": _one_of("tracks"),
    "conferences:remove_track": _one_of("tracks"),
    "conferences:institution": _one_of("institutions"),
    "conferences:remove_institution": _one_of("institutions"),
    "conferences:topic": _one_of("topics"),
    "conferences:remove_topic": _one_of("topics"),
    "conferences:person": _one_of("people"),
    "conferences:remove_person": _one_of("people"),
    "conferences:person_page": _one_of("people"),
    "conferences:sponsor": _one_of("sponsors"),
    "conferences:remove_sponsor": _one_of("sponsors"),
    "conferences:edition": _one_of("past_editions"),
    "conferences:remove_edition": _one_of("past_editions"),
    "conferences:image": _pictures,
    "conferences:edit_image": _keys_of("images"),
    "conferences:remove_image": _keys_of("images"),
    "conferences:news_piece": _keys_of("news"),
    "conferences:edit_news": _keys_of("news"),
    "conferences:remove_news": _keys_of("news"),
    "conferences:edit_page": _one_of("pages"),
    "conferences:remove_page": _one_of("pages"),
    "conferences:discard_page": _one_of("pages"),
    "conferences:autosave_page": _one_of("pages"),
    "conferences:preview_page": _one_of("pages"),
    "conferences:preview_by_link": _preview,
    "conferences:preview_page_by_link": _previewed_pages,
    "conferences:own_calendar": _calendars,
    "conferences:home_version": lambda _: _HOME_VERSIONS,
    "conferences:home_see_version": lambda _: _HOME_VERSIONS,
    "conferences:home_restore_version": lambda _: _HOME_VERSIONS,
    "conferences:page_versions": _one_of("pages"),
    "conferences:page_version": _page_versions,
    "conferences:page_see_version": _page_versions,
    "conferences:page_restore_version": _page_versions,
    "conferences:call_file_download": _keys("call_file"),
    "conferences:call_file": _keys("call_file"),
    "conferences:move_call_file": _keys("call_file"),
    "conferences:remove_call_file": _keys("call_file"),
    "conferences:remove_member": _one_of("memberships"),
    "conferences:agree_to_chair": _one_of("chair_proposals"),
    "conferences:discard_proposal": _one_of("chair_proposals"),
    "conferences:milestone": _dates,
    "conferences:remove_milestone": _dates,
    "conferences:exceptions": _dates,
    "conferences:remove_exception": _exceptions,
    "mail:mailing": _keys("mailing"),
    "mail:approve": _keys("mailing"),
    "mail:stop": _keys("mailing"),
    "mail:retry": _keys("mailing"),
    "mail:mail": _mails,
    "mail:retry_mail": _mails,
    "mail:leave_mail": _mails,
    "program:earlier": _releases,
    "program:earlier_grid": _releases,
    "program:session": _keys("session"),
    "program:session_calendar": _keys("session"),
    "program:talk_calendar": _keys("talk"),
    "program:talk": _keys("talk"),
    "program:talk_feedback": _keys("talk"),
    "program:feedback_on_talk": _talks,
    "program:hide_feedback": _pieces,
    "program:speaker": _contributors,
    "program:my_calendar": _always(key="none"),
    "program:room": lambda world: [{"number": world.rows["room"].pk}],
    "program:edit_session": _keys("session"),
    "program:remove_session": _keys("session"),
    "program:place_paper": _keys("session"),
    "program:add_talk": _keys("session"),
    "program:change_talk": _keys("talk"),
    "program:chairing": _keys("session"),
    "program:chairing_here": _keys("session"),
    "program:chairing_link": _chair_links,
    "program:chairing_link_here": _chair_links,
    "program:day_here": _keys("talk"),
    "program:day_link": _keys("session"),
    "program:day_session": _keys("session"),
    "program:day_delay": _keys("session"),
    "program:day_swap": _keys("session"),
    "program:day_cancel": _keys("talk"),
    "program:lock_session": _keys("session"),
    "program:plan": _keys("plan"),
    "program:plan_progress": _keys("plan"),
    "program:apply_plan": _keys("plan"),
    "program:ask_plan_again": _keys("plan"),
    "program:cancel_plan": _keys("plan"),
    "program:discard_plan": _keys("plan"),
    "program:stop_plan": _keys("plan"),
    "program:edit_room": _pks("room"),
    "program:remove_unavailable": _pks("unavailability"),
    "program:remove_room": _pks("room"),
    "reviews:member": _people,
    "reviews:cancel_release": _one_of("scheduled_releases"),
    "reviews:resend_invitation": _pks("invitation"),
    "reviews:revoke_invitation": _pks("invitation"),
    "reviews:readdress_invitation": _pks("invitation"),
    "reviews:correct_invitation": _pks("invitation"),
    "reviews:invitation": _tokens,
    "reviews:accept_invitation": _tokens,
    "reviews:decline_invitation": _tokens,
    "reviews:enter_invitation": _tokens,
    "reviews:application": _keys("application"),
    "reviews:decline_application": _keys("application"),
    "reviews:reconsider_application": _keys("application"),
    "reviews:remove_past_paper": _past_papers,
    "reviews:run": _keys("run"),
    "reviews:export_assignment": lambda _: [
        {"form": form} for form in ("hotcrp", "openreview", "cmt", "cmt-area-chairs")
    ],
    "reviews:apply_run": _keys("run"),
    "reviews:undo_run": _keys("run"),
    "reviews:undo_draft_edit": _keys("run"),
    "reviews:draft_paper": _draft_papers,
    "reviews:discard_run": _keys("run"),
    "reviews:run_progress": _keys("run"),
    "reviews:ask_again": _keys("run"),
    "reviews:stop_run": _keys("run"),
    "reviews:edit_draft_papers": _keys("run"),
    "reviews:cancel_run": _keys("run"),
    "reviews:rename_run": _keys("run"),
    "reviews:restore_run": _keys("run"),
    "reviews:unassign": _tasks,
    "reviews:dismiss_conflict": _conflicts,
    "reviews:explain_rule": _pks("pair_rule"),
    "submissions:conflict": _conflict_keys,
    "submissions:unname": _named,
    "submissions:remove_advance": lambda _: [{"pk": row.pk} for row in AdvanceConflict.objects.all()],
}


def text_of(response: HttpResponseBase) -> str:
    """Everything the person gets: headers, address of a redirect, and the body, streamed or not."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{headers}\n\n{body.decode('utf-8', 'replace')}"


def visit(client: Client, place: Place) -> str:
    """GET the address; an error of ours is an error of the walk."""
    response = client.get(place.url)
    if response.status_code >= 500:
        raise AssertionError(f"{place.name} answers {response.status_code} at {place.url}")
    return text_of(response)


def without_noise(text: str) -> str:
    """The text without what differs between two visits by nature: tokens, dates of the answer."""
    # Markup inside JSON has its quotes escaped.
    text = re.sub(r'name=\\?"csrfmiddlewaretoken\\?" value=\\?"[^"\\]*\\?"', "", text)
    text = re.sub(
        r"(?im)^(date|expires|etag|last-modified|set-cookie|content-length|x-request-id):.*$", "", text
    )
    return re.sub(r'"X-CSRFToken": ?"[^"]*"', "", text)
