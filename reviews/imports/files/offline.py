"""HotCRP's review forms as text, which reviewers fill in offline: one or many of them in a file."""

from __future__ import annotations

import re
from email.utils import parseaddr

from reviews.imports.files.rows import FileRow

MARK = re.compile(r"==([-+*])==(?: (.*))?")
BEGINS = re.compile(r"Begin Review(?:\s+#?(\d{1,9})\S*)?", re.IGNORECASE)
ABOUT = re.compile(r"(?:Paper|Submission):?\s+#?(\d{1,9})\b", re.IGNORECASE)
WRITER = re.compile(r"Reviewer:\s*(.*)", re.IGNORECASE)
LETTERED = re.compile(r"[A-Z]{1,2}\. (.+)")
READINESS = re.compile(r"Review (?:readiness|preparation)|Ready", re.IGNORECASE)
HIDDEN = re.compile(r"\b(?:hidden from|not shown to|shown only to|visible only to|secret)\b", re.IGNORECASE)
ASKED = re.compile(r"Enter (?:the number of )?your choices?:\s*(.*)", re.IGNORECASE)
FROM_AUTHORS = ": hidden from authors"
READY = "ready"
NO_ANSWERS = {"(your choice here)", "no entry", "(no entry)"}
NAME = "review forms of HotCRP"


def offline_forms(text: str) -> tuple[str, list[FileRow]] | None:
    """What they are called, and a row for each form that the text holds; None if it holds none.

    A question that authors do not read says so at the end of its name. `READY` is “no” where the reviewer
    did not mark the form as ready.
    """
    if not re.search(r"^==[-+*]== ", text, re.MULTILINE):
        return None
    lines = text.splitlines()
    first = [at for at, line in enumerate(lines) if BEGINS.fullmatch(_marked(line, "+"))]
    ends = [*first[1:], len(lines)]
    return NAME, [_form(lines[at:end], at + 1) for at, end in zip(first, ends, strict=True)]


def _marked(line: str, signs: str) -> str:
    """What stands behind a mark with one of the signs; empty for other lines."""
    found = MARK.fullmatch(line.rstrip())
    return (found[2] or "").strip() if found and found[1] in signs else ""


def _form(lines: list[str], at: int) -> FileRow:
    begins = BEGINS.fullmatch(_marked(lines[0], "+"))
    about = {"paper": begins[1] if begins and begins[1] else "", READY: ""}
    answers: dict[str, str] = {}
    for heading, notes, said in _sections(lines[1:]):
        text = "" if said.lower() in NO_ANSWERS else said
        if found := ABOUT.match(heading):
            about["paper"] = found[1]
        elif found := WRITER.fullmatch(heading):
            about["reviewer"], about["email"] = _writer(found[1])
        elif READINESS.fullmatch(heading):
            about[READY] = "yes" if text.lower() == "ready" else "no"
        elif question := _question(heading, notes):
            answers[question] = text or _typed_beside(notes)
    return FileRow(f"line {at}", {**about, **answers})


def _sections(lines: list[str]) -> list[tuple[str, list[str], str]]:
    """Each marked heading with the notes of the form below it, and what was written there."""
    sections: list[tuple[str, list[str], list[str]]] = []
    for line in lines:
        if _is_heading(line):
            sign = "*" if line.startswith("==*") else ""
            sections.append((f"{sign}{_marked(line, '+*')}", [], []))
        elif sections and MARK.fullmatch(line.rstrip()):
            sections[-1][1].append(_marked(line, "-"))
        elif sections:
            sections[-1][2].append(line.removeprefix("\\") if line.startswith("\\==") else line)
    return [(heading, notes, "\n".join(said).strip()) for heading, notes, said in sections]


def _is_heading(line: str) -> bool:
    found = MARK.fullmatch(line.rstrip())
    return found is not None and found[1] in "+*"


def _question(heading: str, notes: list[str]) -> str:
    """The name of the question of a section; empty where it asks none, such as the scratchpad."""
    lettered = LETTERED.fullmatch(heading.removeprefix("*"))
    if not heading.startswith("*") and not lettered:
        return ""
    name = lettered[1] if lettered else heading.removeprefix("*")
    hidden = HIDDEN.search(" ".join([name, *notes[:2]]))
    bare = re.sub(r"\s*\((?:hidden|not shown|shown only|visible only|secret)[^)]*\)$", "", name)
    return f"{bare}{FROM_AUTHORS}" if hidden else bare


def _typed_beside(notes: list[str]) -> str:
    """The choice that somebody typed behind the colon instead of below it."""
    found = [choice[1].strip() for note in notes if (choice := ASKED.fullmatch(note))]
    return next(filter(None, found), "")


def _writer(said: str) -> tuple[str, str]:
    name, address = parseaddr(said) if "<" in said else ("", said if "@" in said else "")
    return (name, address) if address else (said, "")
