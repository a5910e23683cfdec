"""The set-up guide: what a conference still lacks and what contradicts itself, told by each app.

Everything is computed over what the chair who reads it may see.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Iterable
from typing import Any

from effgenai.conferences.core.viewer import Fact, Viewer
from effgenai.conferences.dates.queries.milestones import next_turn
from effgenai.conferences.web.caching import Counted, cached_for
from effgenai.contributions import Contribution, contributed


class GuideStage(enum.Enum):
    """The stages of a conference in their order: a name, and what the stage is for."""

    SITE = "Site", "What visitors find, and by what they recognise you."
    CALL = "Call for papers", "What you ask for, and by which rules."
    DATES = "Dates", "They open and close everything by themselves."
    PUBLISH = "Publish", "From here on everyone can read the site, and you can invite people."
    COMMITTEE = "Committee", "Who reviews, and who decides."
    ASSIGNMENT = "Assignment", "Who reads which paper."
    REVIEWS = "Reviews", "What reviewers are asked, and how far they are."
    DECISIONS = "Decisions", "What becomes of the papers, and the letters about it."
    PROGRAM = "Programme", "Who speaks when and where."
    AFTERWARDS = "Afterwards", "What remains, and what comes next."

    def __init__(self, label: str, purpose: str) -> None:
        self.label, self.purpose = label, purpose


class GuideState(enum.StrEnum):
    """How an item stands. `LATER` is something to do whose time has not come."""

    DONE = "done"
    TODO = "todo"
    WARNING = "warning"
    LATER = "later"


@dataclasses.dataclass(frozen=True, slots=True)
class GuideItem:
    """One thing to do, or one contradiction: why it matters, and the one place where it is settled.

    `opens` marks what opens its stage: it is drawn as a button with the words of `action`.
    """

    stage: GuideStage
    title: str
    why: str
    url: str
    standing: GuideState
    required: bool = True
    action: str = ""
    opens: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody should look at it now."""
        return self.standing in {GuideState.TODO, GuideState.WARNING}

    @property
    def look(self) -> tuple[str, str]:
        """The colour and the word of its state."""
        if self.standing == GuideState.TODO:
            return ("info", "to do") if self.required else ("quiet", "recommended")
        return LOOKS[self.standing]


LOOKS = {
    GuideState.DONE: ("good", "done"),
    GuideState.WARNING: ("attention", "look again"),
    GuideState.LATER: ("quiet", "later"),
}
RANK = (GuideState.WARNING, GuideState.TODO, GuideState.LATER, GuideState.DONE)


@dataclasses.dataclass(frozen=True, slots=True)
class StageItems:
    """A stage with its items: what is open first, what is done last."""

    stage: GuideStage
    items: list[GuideItem]

    @property
    def open(self) -> list[GuideItem]:
        """Those that need somebody now."""
        return [item for item in self.items if item.is_open]

    @property
    def done(self) -> list[GuideItem]:
        """Those that are settled."""
        return [item for item in self.items if item.standing == GuideState.DONE]

    @property
    def later(self) -> list[GuideItem]:
        """Those whose time has not come."""
        return [item for item in self.items if item.standing == GuideState.LATER]

    @property
    def pending(self) -> list[GuideItem]:
        """All but those that are settled."""
        return [*self.open, *self.later]

    @property
    def done_words(self) -> str:
        """How many are settled."""
        return f"{len(self.done)} done"

    @property
    def look(self) -> tuple[str, str]:
        """The colour and the word of the stage as a whole."""
        if any(item.standing == GuideState.WARNING for item in self.items):
            return LOOKS[GuideState.WARNING]
        if any(item.required for item in self.open):
            return "info", "to do"
        return LOOKS[GuideState.DONE] if self.done and not self.later else LOOKS[GuideState.LATER]


@dataclasses.dataclass(frozen=True, slots=True)
class Guide:
    """Where a conference stands on its way."""

    stages: list[StageItems]

    @property
    def items(self) -> list[GuideItem]:
        """Everything, in the order of the stages."""
        return [item for stage in self.stages for item in stage.items]

    @property
    def open(self) -> list[GuideItem]:
        """What needs somebody: contradictions first, then what is required, then what is recommended."""
        found = [item for item in self.items if item.is_open]
        return sorted(found, key=lambda item: (item.standing != GuideState.WARNING, not item.required))

    @property
    def warnings(self) -> list[GuideItem]:
        """What contradicts itself."""
        return [item for item in self.items if item.standing == GuideState.WARNING]

    @property
    def done(self) -> int:
        """How many of the required things are done."""
        return sum(item.required and item.standing == GuideState.DONE for item in self.items)

    @property
    def total(self) -> int:
        """How many required things there are whose time has come."""
        counted = {GuideState.DONE, GuideState.TODO}
        return sum(item.required and item.standing in counted for item in self.items)

    @property
    def later(self) -> int:
        """How many required things come later."""
        return sum(item.required and item.standing == GuideState.LATER for item in self.items)

    @property
    def warning_words(self) -> str:
        """How many contradictions there are."""
        number = len(self.warnings)
        return "One thing does not fit" if number == 1 else f"{number} things do not fit"

    @property
    def later_words(self) -> str:
        """How many required things come later."""
        return "One more step comes later." if self.later == 1 else f"{self.later} more steps come later."

    @property
    def next(self) -> GuideItem | None:
        """The one thing to do first: the first required one that is open, in the order of the stages."""
        wanted = [item for item in self.items if item.is_open and item.required]
        return wanted[0] if wanted else next(iter(self.open), None)


@dataclasses.dataclass(frozen=True, slots=True)
class GuideItems(Contribution):
    """The checks of an app, and whose they are; `find` makes a constant number of queries."""

    find: Callable[[Viewer], Iterable[GuideItem]]
    whose: Fact = Fact.IS_CHAIR


def guide_of(viewer: Viewer) -> Guide:
    """The guide for a chair; a constant number of queries. For others it is empty."""
    return tasks_of(viewer) if viewer.is_chair else Guide([])


def tasks_of(viewer: Viewer) -> Guide:
    """The guide for a chair, and for an editor what of it is theirs.

    A constant number of queries, and none where it is kept for the person: until a row is written, a date
    passes, or the day ends.
    """
    items = [_item(*values) for values in cached_for(viewer, "guide", lambda: _found_items(viewer))]
    items.sort(key=lambda item: (RANK.index(item.standing), not item.required))
    stages = [StageItems(stage, [item for item in items if item.stage is stage]) for stage in GuideStage]
    return Guide([stage for stage in stages if stage.items])


def _found_items(viewer: Viewer) -> Counted[list[tuple[Any, ...]]]:
    reader = viewer if viewer.known is not None else dataclasses.replace(viewer, known={})
    mine = [checks for checks in contributed(GuideItems) if reader.has(checks.whose)]
    items = [item for checks in mine for item in checks.find(reader)]
    # Plain values: whoever reads them may be of another release.
    values = [(item.stage.name, item.standing.value, *_words(item)) for item in items]
    return Counted(values, next_turn(reader))


def _words(item: GuideItem) -> tuple[Any, ...]:
    return item.title, item.why, item.url, item.required, item.action, item.opens


def _item(stage: str, standing: str, *words: Any) -> GuideItem:
    title, why, url, *rest = words
    return GuideItem(GuideStage[stage], title, why, url, GuideState(standing), *rest)
