"""Papers as JSON: lists of our own, those of HotCRP, and notes of OpenReview of both of its APIs."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from submissions.imports.hotcrp import is_site, site_papers
from submissions.imports.imported import BadImport
from submissions.imports.keys import REVIEW, key_of
from submissions.imports.values import Row, is_score, shown
from submissions.imports.words import ACCEPTED, KNOWN, plain

HOTCRP, OPENREVIEW, CMT, EASYCHAIR = "HotCRP", "OpenReview", "CMT", "EasyChair"
# Where OpenReview says in which state a note is, at the end of its venue or invitation.
OPENREVIEW_STATES = {
    "Withdrawn_Submission": "Withdrawn",
    "Desk_Rejected_Submission": "Desk rejected",
    "Rejected_Submission": "Rejected",
}

MAX_WORDS = 8  # at the end of a venue; no word that is known has more


def json_rows(text: str) -> tuple[str, list[Any], list[str]]:
    """Whose JSON it is, its papers under names that `keys` knows, and what is beside them.

    Raises BadImport.
    """
    content = loaded_json(text)
    if is_site(content):
        return HOTCRP, *site_papers(content)
    system, rows = _listed_rows(content)
    return system, rows, []


def _listed_rows(content: Any) -> tuple[str, list[Any]]:
    rows = _papers(content)
    if isinstance(content, dict) and {"papers", "conference", "edition"} <= content.keys():
        rows = [_of_accepted(row) if isinstance(row, dict) else row for row in rows]
    objects = [row for row in rows if isinstance(row, dict)]
    if any(isinstance(row.get("content"), dict) for row in objects):
        return OPENREVIEW, [_of_note(row) if isinstance(row, dict) else row for row in rows]
    return (HOTCRP if any("pid" in row for row in objects) else ""), rows


def loaded_json(text: str) -> Any:
    """What the JSON says; several objects, each in a line of its own, are a list. Raises BadImport."""
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    is_by_line = len(lines) > 1 and all(
        line.startswith("{") and line.rstrip().endswith("}") for line in lines
    )
    try:
        if is_by_line:
            return [json.loads(line, object_pairs_hook=_object) for line in lines]
        return json.loads(text, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise BadImport([f"The file is not valid JSON: {error}"]) from error


def _object(pairs: list[tuple[str, Any]]) -> Row:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the key “{shown(twice)}” stands twice in one object.")
    return found


def _papers(content: Any) -> list[Any]:
    """The list of papers, wherever the file has it."""
    if isinstance(content, dict) and isinstance(content.get("content"), dict):
        return [content]  # one note of OpenReview
    if isinstance(content, dict):
        listed = next((content[name] for name in ("papers", "notes") if name in content), None)
        by_number = all(isinstance(row, dict) and "title" in row for row in content.values())
        content = list(content.values()) if listed is None and content and by_number else listed
    if not isinstance(content, list):
        raise BadImport(["The file has no list of papers: neither is it one, nor is there one as “papers”."])
    return content


def _of_accepted(row: Row) -> Row:
    """A paper of our own papers.json, which lists accepted papers alone."""
    rest = {key: value for key, value in row.items() if key != "presentation"}
    return {"decision": row.get("presentation") or "Accept"} | rest


def is_note(row: Mapping[str, Any]) -> bool:
    """Whether it is a note of OpenReview."""
    return isinstance(row.get("content"), Mapping)


def _of_note(note: Row) -> Row:
    """A note of OpenReview with its content, replies and state as plain keys."""
    raw = note.get("content")
    row = {key: value_of(value) for key, value in raw.items()} if isinstance(raw, dict) else {}
    row["id"] = note.get("forum") or note.get("id")
    row["number"] = note.get("number")
    row["authors"] = _authors(row.get("authors"), row.pop("authorids", None))
    row |= _replies(note.get("details"))
    if state := _state(note, row.pop("venueid", None)):
        row["state"] = state
    venue = row.get("venue")
    if not row.get("decision") and not state and isinstance(venue, str):
        row["decision"] = _said_by_venue(venue)
    if row.get("decision") or state:
        row.pop("venue", None)
    return row


def value_of(value: Any) -> Any:
    """A field of a note: API 2 wraps its values."""
    return value["value"] if isinstance(value, dict) and "value" in value else value


def _authors(names: Any, ids: Any) -> Any:
    """Names with what OpenReview knows people by: an address, or the id of a profile such as ~Ada_Nwosu1."""
    if not isinstance(names, list):
        return names
    known = ids if isinstance(ids, list) and len(ids) == len(names) else [""] * len(names)
    return [_author(name, str(who or "")) for name, who in zip(names, known, strict=True)]


def _author(name: Any, who: str) -> Any:
    if isinstance(name, dict):  # newer notes hold people as objects
        return {
            "name": name.get("fullname"),
            **{k: v for k, v in name.items() if k not in {"fullname", "username"}},
        }
    if "@" in who:
        return {"name": name, "email": who}
    return {"name": name, "person": who.strip("~").replace("_", ".").lower()} if who else {"name": name}


def _replies(details: Any) -> Row:
    """Ratings, confidences and decision from the replies that were asked for with the notes."""
    found = details.get("replies") or details.get("directReplies") if isinstance(details, Mapping) else None
    said = [
        reply["content"]
        for reply in (found if isinstance(found, list) else [])
        if isinstance(reply, dict) and isinstance(reply.get("content"), dict)
    ]
    contents = [{key: value_of(value) for key, value in content.items()} for content in said]
    scores = [(_score(content, "rating"), _score(content, "confidence")) for content in contents]
    reviews = [(rating, confidence) for rating, confidence in scores if rating is not None]
    row: Row = {}
    if reviews:
        row["ratings"] = [rating for rating, _ in reviews]
    if reviews and all(confidence is not None for _, confidence in reviews):
        row["confidences"] = [confidence for _, confidence in reviews]
    # Decisions that differ are no word that is known, so that whoever imports is asked.
    decisions = dict.fromkeys(str(content["decision"]) for content in contents if content.get("decision"))
    return row | ({"decision": "; ".join(decisions)} if decisions else {})


def _score(content: Row, name: str) -> Any:
    """The score of a reply under any of its names; recommendations in words alone are none."""
    keys = {key_of(key): key for key in content}
    there = [content[keys[spelling]] for spelling in REVIEW[name] if spelling in keys]
    return next((value for value in there if is_score(value)), content.get(name))


def _state(note: Row, venue: Any) -> str:
    listed = note.get("invitations")
    places = [venue, note.get("invitation"), *(listed if isinstance(listed, list) else [])]
    ends = [str(place).rsplit("/", 1)[-1] for place in places if place]
    return next((OPENREVIEW_STATES[end] for end in ends if end in OPENREVIEW_STATES), "")


def _said_by_venue(venue: str) -> str:
    """“ICLR 2024 poster” says how a paper was accepted; “Submitted to ICLR 2024” that nothing is decided.

    A word of acceptance counts only right behind the year: “ICLR 2024 hardly accepted” says nothing.
    """
    if venue.lower().startswith("submitted to"):
        return "Undecided"
    words = venue.split()[-MAX_WORDS:]
    for place in range(len(words)):
        said = " ".join(words[place:])
        if plain(said) in KNOWN:
            follows_year = not place or words[place - 1].isdigit()
            return said if follows_year or not plain(said).startswith(ACCEPTED) else ""
    return ""
