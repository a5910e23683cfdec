"""Work that runs away, swells or crashes ends with its own process, and a sentence can be made of it."""

from __future__ import annotations

import ctypes
import io
import os
import sys

import pytest

from effgenai.resilience.limited.answers import Declined, WorkResult
from effgenai.resilience.limited.running import LimitMet, Limits, run_limited

HERE = "tests.effgenai.limited.test_running"
TIGHT = Limits(seconds=1, wall=5.0, megabytes=300)


def shout(content: bytes, *, times: int) -> WorkResult:
    return WorkResult({"length": len(content)}, [content.upper() * times, b""])


def decline(content: bytes) -> WorkResult:
    raise Declined("This is no song.")


def tell_environment(content: bytes) -> WorkResult:
    return WorkResult({"names": sorted(os.environ)})


def loop(content: bytes) -> WorkResult:
    while True:
        pass


def sleep(content: bytes) -> WorkResult:
    import time

    time.sleep(60)
    return WorkResult()


def swell(content: bytes) -> WorkResult:
    return WorkResult({"length": len(b"x" * 1024**3)})


def crash(content: bytes) -> WorkResult:
    ctypes.string_at(0)
    return WorkResult()


def fail(content: bytes) -> WorkResult:
    raise RuntimeError("nobody thought of this")


def babble(content: bytes) -> WorkResult:
    sys.stdout.write("no answer of ours\n")
    sys.stdout.flush()
    os._exit(0)


def test_the_answer_comes_back_with_its_files():
    assert run_limited(f"{HERE}:shout", b"la", times=2) == WorkResult({"length": 2}, [b"LALA", b""])


def test_an_open_file_is_read_without_being_copied(tmp_path):
    path = tmp_path / "song"
    path.write_bytes(b"la")
    with path.open("rb") as file:
        assert run_limited(f"{HERE}:shout", file, times=1).parts[0] == b"LA"


def test_a_refusal_comes_back_as_its_sentence():
    with pytest.raises(Declined, match=r"^This is no song\.$"):
        run_limited(f"{HERE}:decline", b"")


def test_the_process_gets_none_of_our_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql:///secret")
    names = run_limited(f"{HERE}:tell_environment", b"").facts["names"]
    assert "PATH" in names
    assert not {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} & set(names)


@pytest.mark.parametrize("task", ["loop", "crash", "fail", "babble"])
def test_what_never_ends_or_crashes_or_babbles_meets_a_limit(task):
    with pytest.raises(LimitMet):
        run_limited(f"{HERE}:{task}", b"", limits=TIGHT)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS refuses limits of memory")
def test_what_swells_is_ended():
    with pytest.raises(LimitMet, match="ended with 3"):
        run_limited(f"{HERE}:swell", b"", limits=TIGHT)


def test_what_sleeps_is_ended_by_the_clock(caplog):
    with pytest.raises(LimitMet):
        run_limited(f"{HERE}:sleep", b"", limits=Limits(wall=1.0))
    assert "ran out of time" in caplog.text


def test_an_answer_that_is_no_answer_is_refused():
    from effgenai.resilience.limited.answers import read_answer

    with pytest.raises(ValueError, match="broke off"):
        read_answer(io.BytesIO(b'{"facts": {}, "sizes": [3]}\nab'))
