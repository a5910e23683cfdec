"""The demo is loaded many times here: what a limited process made of one of its files is asked once."""

from __future__ import annotations

import hashlib
import json

import pytest

from effgenai.resilience.limited.answers import WorkResult
from effgenai.resilience.limited.running import run_limited

_known: dict[tuple[str, bytes, str], WorkResult] = {}


def _once(task, content, **options):
    data = content if isinstance(content, bytes) else content.read()
    key = (task, hashlib.sha256(data).digest(), json.dumps({**options, "limits": ""}, sort_keys=True))
    if key not in _known:
        _known[key] = run_limited(task, data, **options)
    return _known[key]


@pytest.fixture(autouse=True)
def _known_files(monkeypatch):
    for user in (
        "effgenai.files.pdf",
        "effgenai.conferences.pictures.making",
        "effgenai.conferences.call.uploads",
    ):
        monkeypatch.setattr(f"{user}.run_limited", _once)
