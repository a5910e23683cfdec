import pytest
from django.urls import reverse
from django.utils.html import escape

from effgenai.audit.models import AuditLine
from effgenai.conferences.call.models import Policy
from effgenai.conferences.call.policies import OPTIONS, is_ready_wording, wording
from effgenai.conferences.call.states import PolicyKind
from effgenai.conferences.core.states import Role
from tests.support.factories import make_conference, make_member, make_user

pytestmark = pytest.mark.django_db

DUAL = PolicyKind.DUAL_SUBMISSION


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def chair(client, conference):
    chair = make_member(conference, Role.CHAIR)
    client.force_login(chair)
    return chair


def address(conference):
    return reverse("conferences:policies", args=[conference.slug])


def save(client, conference, option, text="", kind=DUAL):
    return client.post(address(conference), {f"{kind}_option": option, f"{kind}_text": text}, follow=True)


def saved(conference):
    return list(conference.policies.values_list("kind", "option", "text"))


def test_every_kind_offers_two_to_four_wordings_each_a_whole_sentence():
    assert list(OPTIONS) == list(PolicyKind)
    for options in OPTIONS.values():
        assert 2 <= len(options) <= 4
        assert len({option.key for option in options}) == len(options)
        assert all(option.text.endswith(".") and "  " not in option.text for option in options)


def test_the_page_shows_every_wording_in_full(client, conference, chair):
    page = client.get(address(conference)).content.decode()
    for kind, options in OPTIONS.items():
        assert kind.label in page
        assert all(escape(option.text) in page for option in options)


def test_an_option_without_a_text_takes_its_wording(client, conference, chair):
    save(client, conference, "exclusive")
    assert saved(conference) == [(DUAL, "exclusive", wording(DUAL, "exclusive"))]
    line = AuditLine.objects.get()
    assert (line.action, line.actor, line.summary) == ("policy.add", chair, "Dual submission")


def test_another_option_changes_a_text_that_nobody_edited(client, conference, chair):
    save(client, conference, "exclusive")
    with_other_breaks = wording(DUAL, "exclusive").replace(". ", ".\r\n")
    save(client, conference, "published", with_other_breaks)
    assert saved(conference) == [(DUAL, "published", wording(DUAL, "published"))]


def test_an_edited_text_wins_and_the_chair_is_told(client, conference, chair):
    save(client, conference, "exclusive", "Not elsewhere, please.")
    assert saved(conference) == [(DUAL, "exclusive", "Not elsewhere, please.")]
    page = save(client, conference, "published", "Not elsewhere, please.").content.decode()
    assert saved(conference) == [(DUAL, "published", "Not elsewhere, please.")]
    assert "your own text stays" in page


def test_own_words_are_kept_without_an_option(client, conference, chair):
    save(client, conference, "own", "Ask us.")
    assert saved(conference) == [(DUAL, "", "Ask us.")]
    page = client.get(address(conference)).content.decode()
    assert 'value="own" id="id_dual_submission_option_3" checked' in page.replace("\n", "")


def test_saying_nothing_removes_a_ready_wording(client, conference, chair):
    save(client, conference, "exclusive")
    save(client, conference, "", wording(DUAL, "exclusive"))
    assert saved(conference) == []
    assert AuditLine.objects.latest("pk").action == "policy.remove"


def test_saying_nothing_never_drops_a_text_of_ones_own(client, conference, chair):
    save(client, conference, "own", "Ask us.")
    page = save(client, conference, "", "Ask us.").content.decode()
    assert "You chose to say nothing" in page
    assert "Ask us." in page
    assert saved(conference) == [(DUAL, "", "Ask us.")]


def test_own_words_without_words_are_asked_for(client, conference, chair):
    page = save(client, conference, "own").content.decode()
    assert "Write the text, or choose one of the others." in page
    assert saved(conference) == []


def test_saving_the_same_again_leaves_no_line(client, conference, chair):
    save(client, conference, "exclusive")
    page = save(client, conference, "exclusive", wording(DUAL, "exclusive")).content.decode()
    assert "Nothing was changed." in page
    assert AuditLine.objects.count() == 1


def test_an_unknown_option_is_refused(client, conference, chair):
    page = save(client, conference, "anything").content.decode()
    assert "Select a valid choice" in page
    assert saved(conference) == []


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.AREA_CHAIR, Role.SITE_EDITOR])
def test_only_chairs_set_policies(client, conference, role):
    client.force_login(make_member(conference, role) if role else make_user())
    assert save(client, conference, "exclusive").status_code == 404
    assert not Policy.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_wording_is_known_however_its_lines_are_broken():
    text = wording(DUAL, "exclusive")
    assert is_ready_wording(DUAL, text.replace(" ", "\r\n"))
    assert not is_ready_wording(DUAL, text + " Really.")
    assert not is_ready_wording(PolicyKind.ETHICS, text)
