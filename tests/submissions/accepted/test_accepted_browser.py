"""The list of accepted papers in the real browser, with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from submissions.core.states import SubmissionState
from submissions.materials.models import Material
from tests.support.factories import NOW, make_submission, make_user

LIST = "/ws/papers/"


@pytest.fixture
def papers(transactional_db, conference):
    accepted = {"state": SubmissionState.ACCEPTED}
    first = make_submission(
        conference,
        [make_user("Inés Núñez")],
        title="Alpha",
        abstract="On tides.",
        presentation="Oral",
        **accepted,
    )
    second = make_submission(conference, [make_user("Bo")], title="Beta", presentation="Poster", **accepted)
    second.topics.add(conference.topics.first())
    link = {"kind": "code", "address": "https://code.example/x", "is_public": True, "added_at": NOW}
    Material.objects.create(submission=second, **link)
    return first, second


def shown(page) -> list[str]:
    return page.locator(".papers > li > a:visible").all_inner_texts()


def test_the_list_filters_while_one_types(papers, live_site) -> None:
    page = live_site.new_person()
    page.goto(LIST)
    assert shown(page) == ["Alpha", "Beta"]
    page.fill("[name=q]", "nunez tides")
    page.get_by_text("1 paper fits.").wait_for()
    assert shown(page) == ["Alpha"]
    assert page.locator("[name=presentation] option").all_inner_texts() == [
        "Every kind",
        "Oral (1)",
        "Poster (0)",
    ]
    page.get_by_role("link", name="Show all").click()
    page.check("[name=has][value=code]")
    assert shown(page) == ["Beta"]
    assert page.url.endswith("?has=code")
    page.reload()
    expect(page.locator(".papers > li > a:visible")).to_have_text(["Beta"])
    page.uncheck("[name=has][value=code]")
    page.get_by_text("Alpha").wait_for()
    assert shown(page) == ["Alpha", "Beta"]


def test_each_link_says_of_which_paper_it_is(papers, live_site) -> None:
    page = live_site.new_person()
    page.goto(LIST)
    expect(page.get_by_role("link", name="BibTeX of Alpha")).to_be_visible()
    expect(page.get_by_role("link", name="Code of Beta")).to_be_visible()
    expect(page.locator(".papers").get_by_role("link", name="BibTeX", exact=True)).to_have_count(0)


def test_without_scripts_the_server_filters_and_nothing_is_promised(papers, live_site) -> None:
    page = live_site.new_person(scripts=False)
    page.goto(LIST)
    page.fill("[name=q]", "nunez")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".papers > li > a:visible")).to_have_text(["Alpha"])
    page.get_by_role("link", name="Alpha").click()
    expect(page.locator("#bibtex")).to_be_visible()
    assert not page.locator("button[data-copy]").is_visible()
