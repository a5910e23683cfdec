"""What an import did, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from effgenai.accounts.names.made_up import is_made_up
from reviews.imports.services.papers import ImportReport
from submissions.imports.imported import PaperFile
from submissions.imports.services import ImportedPapers


def report_lines(report: ImportReport, *, is_released: bool, names_papers: bool = True) -> list[str]:
    """What came of an import; without `names_papers` no paper that was there before is named."""
    lines = _paper_lines(report.papers, names_papers=names_papers)
    for question in report.rescaled:
        first, last = question.anchors[0][0], question.anchors[-1][0]
        lines.append(f"The review form's “{question.label}” goes from {first} to {last} now, as in the file.")
    if report.reviews:
        lines.append(f"Reviews: {report.reviews}, by {report.reviewers} made-up reviewers.")
    if report.decisions:
        state = "released" if is_released else "provisional"
        each = ", ".join(f"{name} {number}" for name, number in report.decisions.most_common())
        lines.append(f"Decisions ({state}): {each}.")
    lines += [f"“{word}” was taken as “{name}”." for word, name in report.taken_as.items()]
    return lines


def _paper_lines(papers: ImportedPapers, *, names_papers: bool) -> list[str]:
    lines = [f"Papers: {len(papers.new)} new, {papers.unchanged} unchanged."]
    if papers.differing:
        numbers = ", ".join(map(str, papers.differing)) if names_papers else str(len(papers.differing))
        lines.append(f"Papers that say something else by now and were left as they are: {numbers}.")
    lines += _state_lines(papers)
    withheld = [str(row.number) for row, paper in papers.new if paper.is_withheld]
    if withheld:
        lines.append(f"Papers without title and authors in the file: {', '.join(withheld)}.")
    authors = [author for _, paper in papers.new for author in paper.authors]
    made_up = sum(is_made_up(author.email) for author in authors)
    if made_up:
        lines.append(f"Addresses made up: {made_up} of {len(authors)}. Nothing is ever mailed there.")
    return lines


def _state_lines(papers: ImportedPapers) -> list[str]:
    """How many papers arrived in a state of their own."""
    rows = [row for row, paper in papers.new if paper.outcome.says.is_state]
    states = Counter(row.get_state_display().lower() for row in rows)
    each = ", ".join(f"{state} {number}" for state, number in states.most_common())
    return [f"Papers by their state: {each}."] if each else []


def reading_lines(read: PaperFile) -> list[str]:
    """How the files were read, and what of them was not taken."""
    whose = f" as files of {read.system}" if read.system else ""
    lines = [f"Read{whose}: {'; '.join(read.forms)}.", *read.notes]
    if read.left_out:
        each = ", ".join(f"{name} ({number})" for name, number in read.left_out.most_common())
        lines.append(f"Not taken, with how often it came: {each}.")
    return lines


def list_lines(forms: Iterable[str], problems: Iterable[str], left_out: Counter[str]) -> list[str]:
    """How files were read, which of their rows were left out, and what of them was not taken."""
    lines = [f"Read: {'; '.join(forms)}.", *(f"Left out: {problem}" for problem in problems)]
    if left_out:
        each = ", ".join(f"{name} ({number})" for name, number in left_out.most_common())
        lines.append(f"Not taken, with how often it came: {each}.")
    return lines
