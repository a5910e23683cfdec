"""`python -m bench.planning [PAPERS.json.gz]`: a plan of 299 accepted papers, asked for on its page.

Sixty of them are talks in three rooms (15 sessions of four), the others posters in four sessions. Without a
file (`{"papers": [{"title", "abstract", "authors": [{"name"}]}]}`) papers are made up. Prints time and SQL
queries of the page with its check, the plan itself as a worker makes it, the proposal and applying it.
Machines differ and are noisy: compare figures of one run with one another.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.installation import installation

PAPERS, TALKS, SEED = 299, 60, 1
CHAIR = "chair@bench.example"
PLANNER = "/bench/chair/program/planner/"


def main() -> None:
    """Set everything up, measure, take everything down."""
    with installation():
        conference = _load(_papers())
        _measure(conference)


def _papers() -> list[dict[str, Any]]:
    """Titles, abstracts and names of authors."""
    if len(sys.argv) > 1:
        found: list[dict[str, Any]] = json.loads(gzip.decompress(Path(sys.argv[1]).read_bytes()))["papers"]
        return found
    from bench.world import WORDS

    draw = random.Random(SEED)  # made-up data, no secret
    return [
        {
            "title": " ".join(draw.choices(WORDS, k=7)),
            "abstract": " ".join(draw.choices(WORDS, k=120)),
            "authors": [{"name": f"Person {draw.randrange(900)}"} for _ in range(4)],
        }
        for _ in range(PAPERS)
    ]


def _load(papers: list[dict[str, Any]]) -> Any:
    from django.utils import timezone

    from effgenai.accounts.models import User
    from effgenai.conferences.core.models import Conference, Membership
    from effgenai.conferences.core.states import PublicState, Role

    at = timezone.now()
    conference = Conference.objects.create(
        slug="bench",
        short_name="Bench",
        title="A conference of real size",
        public_state=PublicState.PUBLISHED,
        created_at=at,
    )
    chair = User.objects.create_user(CHAIR, name="Chair")
    Membership.objects.create(conference=conference, user=chair, role=Role.CHAIR, since=at)
    _accept(conference, papers, chair, at)
    _sessions(conference, at)
    return conference


def _accept(conference: Any, papers: list[dict[str, Any]], chair: Any, at: dt.datetime) -> None:
    from effgenai.conferences.core.models import Track
    from submissions.authors.models import Authorship
    from submissions.core.models import Submission
    from submissions.core.states import SubmissionState

    track = Track.objects.create(conference=conference, name="Papers")
    talks = set(random.Random(SEED).sample(range(len(papers)), TALKS))  # made-up data, no secret
    times = dict.fromkeys(("created_at", "updated_at", "submitted_at", "decided_at"), at)
    rows = Submission.objects.bulk_create(
        Submission(
            conference=conference,
            track=track,
            number=number + 1,
            title=paper["title"][:300],
            abstract=paper["abstract"],
            state=SubmissionState.ACCEPTED,
            presentation="Oral" if number in talks else "Poster",
            decided_by=chair,
            **times,
        )
        for number, paper in enumerate(papers)
    )
    Authorship.objects.bulk_create(
        Authorship(
            submission=row, position=position, name=name, email=_address(name), is_presenter=not position
        )
        for row, paper in zip(rows, papers, strict=True)
        for position, name in enumerate(dict.fromkeys(author["name"] for author in paper["authors"]))
    )


def _address(name: str) -> str:
    return f"{name.casefold().encode().hex()[:60]}@bench.example"


def _sessions(conference: Any, at: dt.datetime) -> None:
    from program.core.models import Room, Session

    morning = (at + dt.timedelta(days=30)).replace(hour=9, minute=0, second=0, microsecond=0)
    rooms = [Room.objects.create(conference=conference, name=name) for name in ("A", "B", "C", "Hall")]
    hour = dt.timedelta(hours=1)
    for slot in range(5):
        begins = morning + dt.timedelta(days=slot // 2, hours=2 * (slot % 2))
        for number, room in enumerate(rooms[:3]):
            title = f"Talks {3 * slot + number + 1}"
            Session.objects.create(
                conference=conference, title=title, room=room, starts_at=begins, ends_at=begins + hour
            )
    for slot in range(4):
        begins = morning + dt.timedelta(days=slot // 2, hours=5 + 2 * (slot % 2))
        Session.objects.create(
            conference=conference,
            title=f"Posters {slot + 1}",
            room=rooms[3],
            kind="poster",
            starts_at=begins,
            ends_at=begins + hour,
        )


def _measure(conference: Any) -> None:
    from django.test import Client
    from django.utils import timezone

    from effgenai.accounts.models import User
    from program.core.models import Talk
    from program.proposals.models import ProgramProposal
    from program.proposals.services.computing import work_on_proposal

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(email=CHAIR), backend="django.contrib.auth.backends.ModelBackend")
    client.get(PLANNER)  # imports
    _timed("page with its check", lambda: client.get(PLANNER))
    keys = list(conference.sessions.values_list("key", flat=True))
    choices = {"do": "start", "scope": "waiting", "twice": "presenters", "minutes": 15, "seed": SEED}
    kinds = {"kind_0": "oral", "kind_1": "poster"}
    _timed("asking", lambda: client.post(PLANNER, {**choices, **kinds, "sessions": keys}))
    proposal = ProgramProposal.objects.get()
    _timed("the plan, by a worker", lambda: work_on_proposal(key=proposal.key, at=timezone.now()))
    proposal.refresh_from_db()
    result = proposal.result
    address = f"{PLANNER}{proposal.key}/"
    _timed("proposal", lambda: client.get(address))
    _timed("applying", lambda: client.post(f"{address}apply/", {"papers": keys}))
    gap = 1 - result["similarity"] / result["bound"]
    print(
        f"\n{Talk.objects.count()} of {PAPERS} placed, similarity {result['similarity']:.3f}, gap {gap:.2%}"
    )


def _timed(name: str, do: Callable[[], object]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    started = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        answer = do()
    seconds = time.perf_counter() - started
    status = getattr(answer, "status_code", "")
    print(f"{name:30}{status:>5}{len(queries):6} SQL{seconds:9.2f} s")


if __name__ == "__main__":
    main()
