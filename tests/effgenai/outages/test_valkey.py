"""Valkey down, hanging, full or read-only: people sign in and work on, and what they save is not held up."""

from __future__ import annotations

import logging

import pytest
from allauth.account.models import EmailAddress
from celery import Celery
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.resilience import giving_way, nudges
from tests.support.factories import make_conference, make_user

PASSWORD = "quite-a-long-password"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    person = make_user("Ada Author")
    person.set_password(PASSWORD)
    person.save()
    defaults = {"verified": True, "primary": True}
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults=defaults)
    return person


def sign_in(client, person: User, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": person.email, "password": password})


@pytest.mark.usefixtures("broken_valkey")
def test_people_sign_in_read_and_sign_out(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
    make_conference("effgenai")
    assert sign_in(client, person).status_code == 302
    assert person.email in client.get(reverse("account_email")).content.decode()
    assert client.get("/effgenai/").status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("account_email")).status_code == 302


@pytest.mark.usefixtures("broken_valkey")
def test_passwords_are_not_free_to_guess(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/key"}
    LocMemCache(giving_way.COUNTS, {}).clear()
    answers = [sign_in(client, person, f"wrong-password-{number}") for number in range(4)]
    said = [answer.context["form"].errors["__all__"][0] for answer in answers]
    assert "Too many" in said[-1]
    assert "Too many" not in said[-2]


@pytest.mark.usefixtures("broken_valkey")
def test_every_word_of_the_cache_is_a_miss_and_nothing_fails():
    assert cache.add("lock", 1) is True
    cache.set("a", 1)
    assert cache.set_many({"a": 1}, 60) == []
    assert cache.get_or_set("b", lambda: 2) == 2
    assert cache.touch("a") is False
    cache.delete("a")
    cache.delete_many(["a"])
    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a", "b"]) == {}
    assert "a" not in cache
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_while_it_answers_it_is_an_ordinary_cache(own_valkey):
    cache.set_many({"a": 1, "b": 2})
    assert cache.incr("a") == 2
    assert cache.touch("b", 60)
    assert cache.has_key("b")
    assert cache.get_many(["a", "b", "c"]) == {"a": 2, "b": 2}
    assert not cache.add("a", 9)
    cache.delete_many(["a"])
    assert cache.delete("b")


def test_a_silent_server_is_asked_once_a_pause_and_told_of_once(own_valkey, monkeypatch, caplog):
    now = [100.0]
    monkeypatch.setattr(giving_way.breaker, "clock", lambda: now[0])
    cache.set("a", 1)
    own_valkey.hangs()
    asked = []
    answer = RedisCache.get

    def asking(*args):
        asked.append(args)
        return answer(*args)

    monkeypatch.setattr(RedisCache, "get", asking)
    with caplog.at_level(logging.INFO):
        for _ in range(50):
            assert cache.get("a") is None
        assert len(asked) == 1
        own_valkey.recovers()
        now[0] += giving_way.PAUSE_SECONDS
        cache.get("a")
    assert len(asked) == 2
    assert not giving_way.breaker._is_reported
    assert [
        record.levelname for record in caplog.records if record.name == "effgenai.resilience.giving_way"
    ] == [
        "WARNING",
        "WARNING",
    ]


def test_a_server_that_refuses_and_answers_by_turns_does_not_fill_the_log(own_valkey, caplog):
    own_valkey.is_full()
    for _ in range(20):
        giving_way.breaker.answered()
        cache.set("a", 1)
    assert caplog.text.count("cannot be used") == 1


# --- Telling the workers -------------------------------------------------------------------------------


def work() -> None:
    """Nothing."""


@pytest.fixture
def tell_worker():
    """Tell of a task of an application that is set up as ours is, on the server named."""
    app = Celery("test", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    task = app.task(name="test.work")(work)

    def tell(server) -> bool:
        app.conf.update(broker_url=server.url)
        return nudges.nudge(task)

    yield tell
    app.close()


@pytest.mark.parametrize("fault", ["hangs", "is_full", "is_read_only"])
def test_a_lost_word_to_the_workers_holds_nobody_up(own_valkey, tell_worker, fault, caplog):
    assert tell_worker(own_valkey) is True
    getattr(own_valkey, fault)()
    assert [tell_worker(own_valkey) for _ in range(20)] == [False] * 20
    assert caplog.text.count("The queue of the workers cannot be used") == 1
    own_valkey.recovers()
    nudges.breaker.answered()
    assert tell_worker(own_valkey) is True


def test_a_broker_that_is_gone_is_not_waited_for(own_valkey, tell_worker):
    own_valkey.is_down()
    assert tell_worker(own_valkey) is False
