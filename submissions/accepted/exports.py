"""Accepted papers in the forms that others read: BibTeX, JSON, schema.org, names of files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.addresses import public_url
from effgenai.ui.text.controls import clean_data
from effgenai.ui.text.titles import plain_prose, plain_title
from submissions.accepted.bibtex import Entry, bibtex
from submissions.accepted.latex import preamble_for
from submissions.accepted.queries import AcceptedPaper, accepted_lines, accepted_rows, citation_keys, year_of
from submissions.authors.names import slug, split_name, without_formulas
from submissions.materials.states import MaterialKind

FILE_NAME_WORDS = 8
PROFILE = "https://schema.org"


def paper_url(conference: Conference, row: AcceptedPaper) -> str:
    """The whole address of the paper's public page."""
    path = reverse("submissions:accepted_paper", args=[conference.slug, row.paper.number])
    return public_url(conference, path)


def pdf_url(conference: Conference, row: AcceptedPaper) -> str:
    """The whole address of its public PDF; empty if there is none."""
    link = row.link(MaterialKind.PAPER)
    return public_url(conference, link.url) if link else ""


def book_title(conference: Conference) -> str:
    """What its papers appeared in: the title with the edition."""
    return ", ".join(part for part in (conference.title, conference.edition) if part)


def paper_bibtex(conference: Conference, row: AcceptedPaper, key: str) -> str:
    """The reference to one paper, as a file of its own."""
    reference = _reference(conference, row, key)
    return preamble_for(reference) + reference


def _reference(conference: Conference, row: AcceptedPaper, key: str) -> str:
    preprint = row.link(MaterialKind.PREPRINT)
    return bibtex(
        Entry(
            key=key,
            title=row.paper.title,
            authors=[author.name for author in row.authors],
            booktitle=book_title(conference),
            year=year_of(conference),
            url=paper_url(conference, row),
            pdf=pdf_url(conference, row),
            preprint=preprint.url if preprint else "",
            place=conference.place,
        )
    )


def all_bibtex(conference: Conference) -> str:
    """References to every accepted paper, in the order of the list; a constant number of queries."""
    keys = citation_keys(conference, accepted_lines(conference))
    rows = accepted_rows(conference)
    references = "\n".join(_reference(conference, row, keys[row.paper.number]) for row in rows)
    return preamble_for(references) + references


def papers_json(conference: Conference) -> dict[str, Any]:
    """Every accepted paper as plain data; docs/papers.md says what each name means."""
    keys = citation_keys(conference, accepted_lines(conference))
    rows = accepted_rows(conference, with_abstracts=True)
    found = {
        "conference": conference.title,
        "edition": conference.edition,
        "year": year_of(conference),
        "papers": [_as_json(conference, row, keys[row.paper.number]) for row in rows],
    }
    return dict(clean_data(found))


def _as_json(conference: Conference, row: AcceptedPaper, key: str) -> dict[str, Any]:
    return {
        "number": row.paper.number,
        "key": key,
        "title": row.paper.title,
        "url": paper_url(conference, row),
        "authors": [{"name": author.name, "affiliation": author.affiliation} for author in row.authors],
        "presentation": row.paper.presentation,
        "topics": [topic.name for topic in row.topics],
        "awards": [award.name for award in row.awards],
        "abstract": row.paper.abstract,
        "links": {
            link.kind: public_url(conference, link.url) if link.is_file else link.url for link in row.links
        },
    }


def article_data(conference: Conference, row: AcceptedPaper, picture: str) -> dict[str, Any]:
    """The paper as schema.org describes a scholarly article, for search engines."""
    title = plain_title(row.paper.title)
    found = {
        "@context": PROFILE,
        "@type": "ScholarlyArticle",
        "@id": paper_url(conference, row),
        "url": paper_url(conference, row),
        "name": title,
        "headline": title[:110],
        "abstract": plain_prose(row.paper.abstract),
        "inLanguage": conference.language,
        "datePublished": published_on(conference, row).isoformat(),
        "author": [_person(author.name, author.affiliation) for author in row.authors],
        "keywords": [topic.name for topic in row.topics],
        "award": [award.name for award in row.awards],
        "image": picture,
        "isPartOf": {"@type": "PublicationVolume", "name": plain_title(book_title(conference))},
        "sameAs": [link.url for link in row.links if link.kind == MaterialKind.PREPRINT],
        "encoding": _encoding(pdf_url(conference, row)),
    }
    return {name: value for name, value in found.items() if value}


def _person(name: str, affiliation: str) -> dict[str, Any]:
    place = {"affiliation": {"@type": "Organization", "name": affiliation}} if affiliation else {}
    return {"@type": "Person", "name": name, **place}


def _encoding(pdf: str) -> dict[str, str]:
    if not pdf:
        return {}
    return {"@type": "MediaObject", "contentUrl": pdf, "encodingFormat": "application/pdf"}


def published_on(conference: Conference, row: AcceptedPaper) -> dt.date:
    """The day from which it counts as published: that of the conference, or else of its acceptance."""
    decided = row.paper.decided_at or conference.created_at
    return conference.starts_on or decided.date()


def file_name(conference: Conference, row: AcceptedPaper, kind: str) -> str:
    """A name for a downloaded file that tells what it is: nwosu-2026-skipping-what-repeats-poster.pdf."""
    author = row.authors[0].name if row.authors else ""
    title = slug(without_formulas(row.paper.title)).split("-")[:FILE_NAME_WORDS]
    family = slug(split_name(author).family) or "paper"
    words = [family, str(year_of(conference)), *title]
    end = [] if kind == MaterialKind.PAPER else [kind]
    return "-".join(word for word in [*words, *end] if word) + ".pdf"
