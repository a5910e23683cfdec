"""What the guide says of the call: tracks, topics, policies, files, and rules that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from effgenai.conferences.call.states import PolicyKind
from effgenai.conferences.core.models import Conference, Track
from effgenai.conferences.core.states import BlindMode
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.desk.guide import GuideItem, GuideStage, GuideState
from effgenai.conferences.desk.guides.site import listed, page_of, to_do

STAGE = GuideStage.CALL


def call_items(viewer: Viewer) -> Iterator[GuideItem]:
    """Everything about the call; four queries."""
    conference = viewer.conference
    tracks = list(conference.tracks.all())
    policies = dict(conference.policies.values_list("kind", "option"))
    yield GuideItem(
        STAGE,
        "List the topics",
        "Authors and reviewers choose from them; they decide who reviews what.",
        page_of(conference, "topics"),
        to_do(done=conference.topics.exists()),
    )
    yield from _tracks(conference, tracks)
    yield from _texts_and_files(conference)
    yield from _policies(conference, policies)
    yield from _contradictions(conference, tracks, policies)


def _tracks(conference: Conference, tracks: Sequence[Track]) -> Iterator[GuideItem]:
    url = page_of(conference, "tracks")
    if not tracks:
        why = "A paper is submitted to a track: without one there is nothing to submit to."
        yield GuideItem(STAGE, "Add a track", why, url, GuideState.TODO)
        return
    unlimited = [track.name for track in tracks if track.page_limit is None]
    yield GuideItem(
        STAGE,
        "Set the page limits",
        f"None yet for {listed(unlimited)}; authors ask for it before anything else."
        if unlimited
        else "The call and the form tell them.",
        url,
        to_do(done=not unlimited),
        required=False,
    )


def _texts_and_files(conference: Conference) -> Iterator[GuideItem]:
    yield GuideItem(
        STAGE,
        "Say what authors should know",
        "How to prepare a paper here: what goes into the PDF, what into the appendix.",
        page_of(conference, "texts"),
        to_do(done=bool(conference.submission_guide)),
        required=False,
    )
    yield GuideItem(
        STAGE,
        "Offer a template",
        "A LaTeX or Word template, as a file or a link, saves everyone questions.",
        page_of(conference, "call_files"),
        to_do(done=conference.call_files.exists()),
        required=False,
    )


def _policies(conference: Conference, policies: dict[str, str]) -> Iterator[GuideItem]:
    missing = [kind.label for kind in PolicyKind if kind not in policies]
    yield GuideItem(
        STAGE,
        "Choose the policies",
        f"The call says nothing yet about {listed(missing, most=6)}; ready wordings are there."
        if missing
        else "The call names them all.",
        page_of(conference, "policies"),
        to_do(done=not missing),
        required=False,
    )


def _contradictions(
    conference: Conference, tracks: Sequence[Track], policies: dict[str, str]
) -> Iterator[GuideItem]:
    archival = [track.name for track in tracks if track.archival]
    proceedings = policies.get(PolicyKind.ARCHIVAL)
    found = []
    if conference.blind_mode == BlindMode.DOUBLE and PolicyKind.PREPRINTS not in policies:
        found.append((
            "Say what authors may publish during review",
            "Review is double-blind, but no policy tells authors about preprints and anonymity.",
        ))  # fmt: skip
    if archival and proceedings is None:
        found.append((
            "Say how papers are published",
            f"{listed(archival)}: archival, but no policy about proceedings tells what that means.",
        ))  # fmt: skip
    if archival and proceedings == "none":
        found.append((
            "Archival, or not",
            f"The policy says there are no proceedings, but the track says archival: {listed(archival)}.",
        ))  # fmt: skip
    if proceedings == "proceedings" and tracks and not archival:
        found.append((
            "Archival, or not",
            "The policy says that papers are published in proceedings, but no track is archival.",
        ))  # fmt: skip
    if archival and policies.get(PolicyKind.DUAL_SUBMISSION) == "non_archival":
        found.append((
            "Dual submission to an archival track",
            ("The policy welcomes work under review elsewhere because nothing here is archival; a track is: "
            f"{listed(archival)}."),
        ))  # fmt: skip
    url = page_of(conference, "policies")
    yield from (GuideItem(STAGE, title, why, url, GuideState.WARNING) for title, why in found)
