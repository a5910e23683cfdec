from __future__ import annotations

import re

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.test import RequestFactory

from effgenai.observing import request_ids
from effgenai.ui import views


@pytest.fixture
def request_():
    return RequestFactory().get("/somewhere/")


@pytest.mark.django_db
def test_what_is_forbidden_says_why(request_):
    response = views.forbidden(request_, PermissionDenied("Reviews closed on <15> September."))
    assert response.status_code == 403
    assert "Reviews closed on &lt;15&gt; September." in response.text


@pytest.mark.django_db
def test_what_is_forbidden_without_a_reason_still_has_a_sentence(request_):
    assert "not do that" in views.forbidden(request_, PermissionDenied()).text


@pytest.mark.django_db
def test_missing_pages_do_not_tell_what_was_looked_for(request_):
    response = views.not_found(request_, Exception("Submission 47 exists"))
    assert response.status_code == 404
    assert "47" not in re.sub(r"<[^>]*>", "", response.text)


@pytest.mark.django_db
def test_a_damaged_request_is_answered(request_):
    assert views.bad_request(request_, BadRequest()).status_code == 400


@pytest.mark.django_db
def test_an_old_form_says_that_the_text_is_not_lost(request_):
    response = views.csrf_failure(request_, "token missing")
    assert response.status_code == 403
    assert "what you typed is still there" in response.text


def test_our_own_failure_has_the_id_of_its_request_to_quote_and_needs_no_database(request_):
    request_ids.begin("0123456789ab")
    try:
        response = views.server_error(request_)
    finally:
        request_ids.end()
    assert response.status_code == 500
    assert "<code>0123456789ab</code>" in response.text
