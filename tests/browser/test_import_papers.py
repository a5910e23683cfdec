"""A chair imports papers: what files come to is shown, can be read otherwise, and is made then."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from demo.people import PASSWORD, SIGN_INS
from submissions.core.models import Submission
from tests.plugins.demo import lay_out_demo
from tests.support.accessibility import faults
from tests.support.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHAIR = dict(SIGN_INS)["chair"]
PAPERS = (
    "id,title,authors,decision,colour\n"
    "x-1,čaj,Zoë O <z@u.example> (Uni); Bo <b@u.example>,Weak accept,red\n"
    "x-2,Other,Cy <c@u.example>,Reject,blue\n"
)


def test_papers_are_imported_after_a_look(live_site) -> None:
    lay_out_demo()
    page = live_site.new_person()
    sign_in(page, CHAIR, PASSWORD)
    page.goto("/effgenai/chair/submissions/")
    page.get_by_role("link", name="Import", exact=True).click()
    assert faults(page, "choosing files", heading="Import papers") == []

    papers = {"name": "papers.csv", "mimeType": "text/csv", "buffer": PAPERS.encode("iso-8859-2")}
    page.set_input_files("input[type=file]", [papers])
    page.get_by_role("button", name="See what it comes to").click()
    expect(page.get_by_text("èaj")).to_be_visible()
    page.get_by_label("Encoding").select_option("iso-8859-2")
    page.get_by_label("Weak accept").select_option("accept")
    assert faults(page, "the preview") == []
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_text("čaj")).to_be_visible()
    expect(page.get_by_text("Papers: 2 new")).to_be_visible()
    assert faults(page, "the second preview") == []
    page.get_by_role("button", name="Import the papers").click()
    expect(page.get_by_text("2 papers imported.")).to_be_visible()
    assert set(Submission.objects.exclude(external_id="").values_list("title", flat=True)) >= {"čaj", "Other"}
