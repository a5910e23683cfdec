"""Made-up content of the style guide. All of it is fixed, the clock too: its pictures can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms

from effgenai.ui.forms.fields import ZonedDateTimeField
from effgenai.ui.forms.widgets import AnchoredRadioSelect, FileDropInput
from effgenai.ui.navigation import Chip, NavItem, SidebarItem, TimelinePoint
from effgenai.ui.tables import Column

NOW = datetime(2026, 8, 20, 4, 59, tzinfo=UTC)
DEADLINE = datetime(2026, 8, 23, 11, 59, tzinfo=UTC)
CONFERENCE = SimpleNamespace(
    slug="styleguide",
    short_name="EffGenAI",
    title="Efficient Generative AI",
    edition="1st workshop",
    accent="",
)

QUESTIONS = (
    "How long a context does each domain and application need?",
    "How can agent frameworks be deployed efficiently?",
    "Do we need fine-tuning on the edge, and for what?",
    "Is collaborative inference and training between edge and cloud promising?",
    "Should generative paradigms be unified across modalities?",
)
TOPICS = (
    ("Efficient inference and sampling", "for generative models"),
    ("Efficient model architectures", "design and search"),
    ("Model compression", "pruning, quantisation, distillation"),
    ("Dynamic inference", "early exit, routing, caching"),
    ("Efficient training", "methods for generative models"),
    ("System-level optimisation", "kernels, serving, scheduling"),
)
PEOPLE = (
    ("Mira Okonkwo", "University of the Coast", "General chair"),
    ("Jonas Lindqvist", "Northern Institute of Technology", "Programme chair"),
    ("Ayesha Rahman", "Delta Research Lab", "Programme chair"),
)
DATES = (
    TimelinePoint("1 Jun", "Call opens", state="past"),
    TimelinePoint("22 Aug", "Papers due", "23:59 AoE · extended by a week", state="now", old="15 Aug"),
    TimelinePoint("15 Sep", "Reviews due", "for reviewers"),
    TimelinePoint("29 Sep", "Decisions"),
    TimelinePoint("20 Oct", "Camera-ready", "23:59 AoE"),
    TimelinePoint("12 Dec", "Workshop day", "add to calendar", url="#"),
)
SIDEBAR = (
    SidebarItem("Set-up", "#", state="done"),
    SidebarItem("Call", "#", state="done"),
    SidebarItem("Submissions", "#", note="142", state="done"),
    SidebarItem("Committee", "#", note="58", state="done"),
    SidebarItem("Assignment", "#", state="done"),
    SidebarItem("Reviews", "#", note="81 %", state="now", current=True),
    SidebarItem("Decisions", "#", note="next", state="later"),
    SidebarItem("Programme", "#", state="later"),
    SidebarItem("Mail", "#", note="3 drafts", tool=True),
    SidebarItem("Records", "#", tool=True),
)
NAV = (
    NavItem("Home", "/styleguide/home/", current=True),
    NavItem("Call for papers", "/styleguide/call/"),
    NavItem("Dates", "#dates"),
    NavItem("People", "#people"),
    NavItem("Programme", "#"),
    NavItem("Papers", "#"),
)
CHIPS = (
    Chip("Needs a reviewer", "reviews:<3", 9),
    Chip("Disagreement", "spread:>=2", 11),
    Chip("Saved: orals", "class:oral"),
)
TABS = (
    NavItem("All papers", "#", current=True, note="142"),
    NavItem("In disagreement", "#", note="11"),
    NavItem("Withdrawn", "#", note="3"),
)
LOADS = (("Ada Brandt", 4, 5), ("Kwame Mensah", 6, 5), ("Li Wen", 2, 3), ("Noor Haddad", 0, 4))

COLUMNS = (
    Column("No.", order="number", look="num"),
    Column("Paper", order="title"),
    Column("Reviews", phone=False),
    Column("Mean", order="mean", look="num", phone=False),
    Column("Scores 1 to 6", phone=False),
    Column("Area chair", phone=False),
    Column("State"),
)

FEW_COLUMNS = (
    Column("No.", order="number", look="num"),
    Column("Paper", order="title"),
    Column("Scores", phone=False),
    Column("State"),
)


@dataclass(frozen=True)
class Row:
    """A paper of the sample table."""

    number: int
    title: str
    topic: str
    scores: tuple[int, ...]
    chair: int
    state: tuple[str, str]

    @property
    def mean(self) -> str:
        """The mean score to one decimal."""
        return f"{sum(self.scores) / len(self.scores):.1f}"


_MISSING = ("attention", "1 missing, due in 2 days")
_LATE = ("bad", "2 missing, 1 late")
_COMPLETE = ("good", "complete")
ROWS = (
    Row(
        12, "Skipping what repeats: a cache for diffusion steps", "Dynamic inference", (3, 6, 6), 1, _COMPLETE
    ),
    Row(31, "Four-bit sampling without calibration data", "Compression", (3, 4, 6), 2, _COMPLETE),
    Row(47, "When is a long context worth its price?", "Inference and sampling", (5, 6), 3, _MISSING),
    Row(58, "Routing tokens past layers that agree", "Dynamic inference", (2, 2, 6), 1, _COMPLETE),
    Row(63, "Serving agents from a shared prefix tree", "Systems", (5,), 2, _LATE),
    Row(77, "Attention in $O(n \\log n)$ that knows its budget", "Architectures", (3, 4, 6), 3, _COMPLETE),
    Row(84, "Distilling video generators frame by frame", "Compression", (3, 5, 6), 1, _COMPLETE),
    Row(90, "Speculative decoding with two small drafts", "Inference", (5, 5, 6), 2, _COMPLETE),
    Row(101, "Edge and cloud, one model: splitting at run time", "Systems", (3, 3), 3, _MISSING),
    Row(118, "Pruning mixtures of experts after training", "Compression", (3, 5, 6), 1, _COMPLETE),
)

TEXT = """
Generation costs what attention costs. With a window of $w$ tokens each step needs $O(w)$ reads, so that

$$
T(n) = \\sum_{t=1}^{n} \\min(t, w) \\cdot \\frac{2 d}{\\beta}
$$

for a memory bandwidth $\\beta$. See <https://example.org/cost> for the code. **Three things** follow:

1. caching pays only while reads dominate;
2. `float8` halves the time, not the energy;
3. what we call *long* is a property of the application.

> Measure before you prune.

| method | speed | loss |
|---|---:|---:|
| dense | 1.0 | 2.31 |
| windowed | 3.4 | 2.33 |
"""

EFFECTS = (
    (14, "reviewers get one mail each, in their own name, with links to their papers"),
    (21, "reviews are named in those mails as late"),
    (0, "mails go to reviewers who wrote within the last hour"),
)
SAMPLES = (
    (
        "To Ada Brandt: Two reviews for EffGenAI are due",
        "Dear Ada,\n\ntwo of your four reviews are open. They were due on Tue 15 Sep, 23:59.\n\nThe chairs",
    ),
)
VERSIONS = (
    TimelinePoint("Sat 22 Aug, 10:12 AoE", "Version 2", "new PDF, receipt 8f2a", state="now", url="#"),
    TimelinePoint("Tue 11 Aug, 18:40 AoE", "Version 1", "receipt 77c1", state="past", url="#"),
    TimelinePoint("Tue 11 Aug, 18:02 AoE", "Draft begun", state="past"),
)

_SCALE = (
    (6, "Strong accept", "Technically flawless, with groundbreaking impact on more than one area."),
    (4, "Borderline accept", "Solid; the reasons to accept outweigh the reasons to reject."),
    (3, "Borderline reject", "Solid; the reasons to reject, such as thin evaluation, outweigh."),
    (1, "Strong reject", "Well-known results, or a flaw in the reasoning that cannot be mended."),
)


class SampleForm(forms.Form):
    """Every kind of field once."""

    title = forms.CharField(max_length=120, help_text="As it shall stand in the programme. Formulas: $x^2$.")
    topic = forms.ChoiceField(choices=[("", "Choose one"), ("c", "Compression"), ("s", "Systems")])
    abstract = forms.CharField(widget=forms.Textarea, max_length=2000, required=False)
    paper = forms.FileField(label="Paper (PDF)", widget=FileDropInput, required=False)
    closes = ZonedDateTimeField(label="Submission closes", venue_zone="Europe/Vienna")
    kinds = forms.MultipleChoiceField(
        label="Formats you would present in",
        choices=[("o", "Oral"), ("p", "Poster")], widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    score = forms.TypedChoiceField(
        label="Recommendation",
        widget=AnchoredRadioSelect(_SCALE),
        choices=[(v, label) for v, label, _ in _SCALE],
    )
    consent = forms.BooleanField(
        label="All authors agree to this submission", help_text="We will mail each of them."
    )


def context() -> dict[str, Any]:
    """Return everything the pages of the style guide show."""
    start = NOW - timedelta(days=40)
    return {
        "now": NOW,
        "conference": CONFERENCE,
        "sidebar": SIDEBAR,
        "site_nav": NAV,
        "chips": CHIPS,
        "tabs": TABS,
        "columns": COLUMNS,
        "few_columns": FEW_COLUMNS,
        "rows": ROWS,
        "questions": QUESTIONS,
        "topics": TOPICS,
        "dates": DATES,
        "people": PEOPLE,
        "deadline": DEADLINE,
        "past": NOW - timedelta(hours=5),
        "start": start,
        "end": NOW + timedelta(days=10),
        "text": TEXT,
        "loads": LOADS,
        "growth": [(start + timedelta(days=4 * day), day**2 * 3.46) for day in range(11)],
        "effects": EFFECTS,
        "samples": SAMPLES,
        "versions": VERSIONS,
        "numbers": [2, 3, 1, 6, 9, 14, 12, 30],
        "empty_form": SampleForm(),
        "wrong_form": SampleForm({"wrong-title": "x" * 140, "wrong-closes_1": "AoE"}, prefix="wrong"),
    }
