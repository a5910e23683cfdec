from __future__ import annotations

import pytest
from django.core.mail import send_mail
from django.db import connection


@pytest.mark.django_db
def test_tests_run_on_a_real_postgresql_with_the_extension_for_rooms():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 160000
        cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'btree_gist'")
        assert cursor.fetchone()[0] == 1


def test_the_catcher_receives_what_django_sends(mail_catcher):
    send_mail("Zürich", "See https://example.org/a.", "chair@example.org", ["author@example.org"])
    mail = mail_catcher.wait_for(to="author@example.org")[0]
    assert (mail.subject, mail.links) == ("Zürich", ["https://example.org/a"])


@pytest.mark.browser
def test_a_real_browser_opens_the_live_site(live_site):
    page = live_site.new_person()
    response = page.goto("/account/login/")
    assert response is not None
    assert response.status == 200
