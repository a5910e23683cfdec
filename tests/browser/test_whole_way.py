"""One paper from sign-up to the public schedule, with five people, real mails and a real worker."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import timezone

from demo.drawing.pdf import make_pdf
from effgenai.accounts.services import create_person
from submissions.core.models import Submission
from tests.support.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.django_db(transaction=True)]

PASSWORD = "a-long-password-9"
TITLE = "Skipping what repeats"


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=False).first.click()
    page.wait_for_load_state()


def sign_up(page, mail_catcher, name: str, email: str, *, verify: bool) -> None:
    page.fill("input[name=name]", name)
    if page.locator("input[name=email]").is_editable():
        page.fill("input[name=email]", email)
    page.fill("input[name=password1]", PASSWORD)
    page.press("input[name=password1]", "Enter")
    page.wait_for_url(lambda url: "/account/signup" not in url)
    if verify:
        page.goto(link_in(mail_catcher, email, "/account/confirm-email/"))
        press(page, "Confirm")


def link_in(mail_catcher, email: str, part: str) -> str:
    mail = mail_catcher.wait_for(to=email)[0]
    found = re.search(rf"https?://\S*{re.escape(part)}\S*", mail.text)
    assert found, mail.text
    return found[0]


@pytest.mark.usefixtures("celery_worker_process")
def test_a_paper_goes_from_sign_up_to_the_public_schedule(live_site, mail_catcher, tmp_path: Path) -> None:
    known = {"password": PASSWORD, "at": timezone.now()}
    create_person(email="admin@site.example", name="Ira Admin", is_admin=True, **known)
    create_person(email="chair@uni.example", name="Ingrid Solheim", **known)

    administrator = live_site.new_person()
    create_the_conference(administrator)
    chair = live_site.new_person()
    sign_in(chair, "chair@uni.example", PASSWORD)
    author = live_site.new_person(width=390, height=800)
    number = submit_a_paper(author, mail_catcher, tmp_path)
    reviewer = live_site.new_person(dark=True)
    join_the_committee(chair, reviewer, mail_catcher)
    assign(chair, mail_catcher)
    review(reviewer)
    decide(chair)
    mail = mail_catcher.wait_for(to="ada@lab.example", subject="accepted")[0]
    assert TITLE in mail.text
    author.goto(f"/ws/submissions/{number}/")
    assert "A clear and useful paper." in author.content()
    assert "Tomáš" not in author.content()
    build_the_programme(chair)
    visitor = live_site.new_person()
    visitor.goto("/ws/program/")
    assert visitor.get_by_text(TITLE).first.is_visible()
    assert "Ada Nwosu" in visitor.content()
    visitor.goto(f"/ws/papers/{number}/")
    assert visitor.locator("h1").inner_text() == TITLE


def create_the_conference(page) -> None:
    sign_in(page, "admin@site.example", PASSWORD)
    page.goto("/conferences/new/")
    page.fill("input[name=slug]", "ws")
    page.fill("input[name=short_name]", "WS")
    page.fill("input[name=title]", "A Workshop")
    press(page, "Create the conference")
    page.goto("/ws/chair/setup/members/")
    page.fill("input[name=person]", "chair@uni.example")
    page.select_option("select[name=role]", "chair")
    page.press("input[name=person]", "Enter")
    page.get_by_text("Ingrid Solheim").first.wait_for()
    page.goto("/ws/chair/setup/publish/")
    press(page, "Publish")


def submit_a_paper(page, mail_catcher, folder: Path) -> int:
    page.goto("/ws/call/")
    page.goto("/account/signup/?next=/ws/submissions/new/")
    sign_up(page, mail_catcher, "Ada Nwosu", "ada@lab.example", verify=True)
    page.goto("/ws/submissions/new/")
    page.fill("input[name=title]", TITLE)
    press(page, "Begin the draft")
    page.fill("textarea[name=abstract]", "A cache keyed by $\\lVert x_t - x_{t-1} \\rVert$.")
    path = folder / "paper.pdf"
    path.write_bytes(make_pdf(TITLE, "Text.", author="Ada Nwosu"))
    page.set_input_files("input[name=manuscript]", str(path))
    press(page, "Check and submit")
    page.get_by_role("button", name="Submit the paper").click()
    page.get_by_text("Your paper is in.").first.wait_for()
    receipt = mail_catcher.wait_for(to="ada@lab.example", subject="was received")[0]
    paper = Submission.objects.get()
    assert paper.manuscript is not None
    assert paper.manuscript.sha256 in receipt.text
    return paper.number


def join_the_committee(chair, reviewer, mail_catcher) -> None:
    chair.goto("/ws/chair/committee/invite/")
    chair.fill("textarea[name=people]", "Tomáš Dvořák <tomas@other.example>")
    press(chair, "Go on to the preview")
    press(chair, "Send 1 invitation")
    reviewer.goto(link_in(mail_catcher, "tomas@other.example", "/invitations/"))
    press(reviewer, "Make an account")
    sign_up(reviewer, mail_catcher, "Tomáš Dvořák", "tomas@other.example", verify=False)
    if "/invitations/" not in reviewer.url:
        reviewer.goto(link_in(mail_catcher, "tomas@other.example", "/invitations/"))
    press(reviewer, "Accept")
    reviewer.get_by_text("Welcome to the committee").wait_for()


def assign(chair, mail_catcher) -> None:
    chair.goto("/ws/chair/assignment/propose/")
    press(chair, "Make the draft")
    chair.wait_for_url(re.compile(r"/runs/\w+/$"))
    chair.get_by_text(TITLE).first.wait_for()
    chair.get_by_role("link", name="Apply").click()
    press(chair, "Apply: add 1")
    chair.goto("/ws/chair/assignment/tell/")
    press(chair, "Send")
    mail = mail_catcher.wait_for(to="tomas@other.example", subject="for you to review")[0]
    assert "Ada" not in mail.text


def review(page) -> None:
    page.goto("/ws/reviewing/")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_load_state()
    assert "Ada Nwosu" not in page.content()
    for box in page.locator("form[data-autosave-url] textarea").all():
        box.fill("A clear and useful paper.")
    for group in page.locator("form[data-autosave-url] fieldset").all():
        choices = group.locator("input[type=radio]")
        if choices.count():
            choices.last.check()
    page.get_by_text("Saved", exact=False).first.wait_for()
    press(page, "Submit the review")
    page.get_by_text("Submitted").first.wait_for()


def decide(chair) -> None:
    chair.goto("/ws/chair/decisions/")
    chair.locator("tbody input[type=checkbox]").first.check()
    press(chair, "Accept as oral")
    chair.goto("/ws/chair/decisions/release/")
    press(chair, "Release 1 decision")
    press(chair, "Approve and send 1 mail")


def build_the_programme(chair) -> None:
    chair.goto("/ws/chair/program/sessions/")
    chair.fill("input[name=title]", "Morning talks")
    chair.fill("input[name=day]", "2027-02-01")
    chair.fill("input[name=begins]", "09:00")
    chair.fill("input[name=ends]", "10:00")
    press(chair, "Make the session")
    chair.select_option("select[name=paper-paper]", index=1)
    press(chair, "Add the paper")
    chair.goto("/ws/chair/program/release/")
    chair.fill("input[name=name]", "First schedule")
    press(chair, "Make it public")
