"""What reviewers bid on, in the order of how well it fits them, and what chairs see of it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference, Topic
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.web.todos import Todo
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import named_number, with_numbers
from reviews.bidding.models import Bid, BiddingRound, biddable_by, papers_without_conflict
from reviews.bidding.rules import is_bidding_open
from reviews.bidding.states import BidValue
from reviews.expertise.fit import affinity_of
from reviews.expertise.models import PastPaper
from reviews.expertise.queries import Member, members_with_role, reviewer_of
from reviews.expertise.rules import USUAL_LOAD
from submissions.conflicts.rules import bound_pairs, is_bound
from submissions.core.models import Submission, SubmissionQuerySet
from submissions.core.states import UNDER_REVIEW

PAPERS_A_PAGE = 40
MAX_WORDS = 8
FITS_LIVE_SECONDS = 24 * 3600

COLUMNS = (
    Column("No.", look="num"),
    Column("Paper"),
    Column("Eager", look="num", phone=False),
    Column("Willing", look="num", phone=False),
    Column("In a pinch", look="num", phone=False),
    Column("Not mine", look="num", phone=False),
    Column("State"),
)


def bidding_of(conference: Conference) -> BiddingRound:
    """The conference's bidding; unsaved and closed where nobody has set it up."""
    found = BiddingRound.objects.filter(conference=conference).first()
    return found or BiddingRound(conference=conference)


def owes_reviews(viewer: Viewer) -> bool:
    """True while the viewer has papers to review: then bidding is no longer what matters most."""
    if viewer.user is None:
        return False
    assigned = viewer.user.assignments.filter(role=Role.REVIEWER, state="assigned")
    papers = papers_without_conflict(viewer, viewer.user).filter(state__in=UNDER_REVIEW)
    return assigned.filter(submission__in=papers.values("pk")).exists()


def may_bid(viewer: Viewer) -> bool:
    """True for reviewers while bidding is open."""
    return viewer.is_reviewer and is_bidding_open(bidding_of(viewer.conference), viewer.at)


# --- The reviewer's list -------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class BidRow:
    """A paper that may be bid on, with the reviewer's bid (0: none). Nothing of its authors."""

    number: int
    title: str
    abstract: str
    topics: list[str]
    value: int


@dataclasses.dataclass(frozen=True, slots=True)
class BidProgress:
    """How many papers a reviewer says yes to, of how many they are asked for."""

    yes: int
    least: int

    @property
    def is_enough(self) -> bool:
        """True if nothing more is asked for."""
        return self.yes >= self.least

    @property
    def words(self) -> str:
        """The same as a person would say it."""
        return f"{self.yes} of at least {self.least}"


@dataclasses.dataclass(frozen=True, slots=True)
class BidsPage:
    """The list a reviewer bids on, with what narrows it."""

    rows: list[BidRow]
    page_obj: Page[int]
    total: int
    unbid: int
    progress: BidProgress
    topics: list[tuple[int, str]]
    bidding: BiddingRound


@dataclasses.dataclass(frozen=True, slots=True)
class BidFilters:
    """What narrows the list: words, the id of a topic, only papers without a bid; and the page."""

    text: str = ""
    topic: int | None = None
    is_unbid: bool = False
    page: str = ""


def bids_page(viewer: Viewer, bidding: BiddingRound, filters: BidFilters) -> BidsPage:
    """The papers the viewer may bid on, the best fit first."""
    papers = list(
        biddable_by(viewer)
        .only("number", "title", "updated_at")
        .prefetch_related("topics")
        .order_by("number")
    )
    bids = own_bids(viewer)
    found = _found(viewer, filters)
    shown = [
        paper.pk
        for paper in _by_fit(viewer, papers)
        if (found is None or paper.pk in found) and not (filters.is_unbid and paper.pk in bids)
    ]
    page_obj = Paginator(shown, PAPERS_A_PAGE).get_page(filters.page)
    return BidsPage(
        rows=_rows(list(page_obj), papers, bids),
        page_obj=page_obj,
        total=len(papers),
        unbid=sum(paper.pk not in bids for paper in papers),
        progress=progress_now(viewer, bidding),
        topics=sorted(
            {(one.pk, one.name) for paper in papers for one in paper.topics.all()}, key=lambda t: t[1]
        ),
        bidding=bidding,
    )


def _topics_of(papers: Iterable[Submission]) -> list[tuple[int, str]]:
    topics = {(topic.pk, topic.name) for paper in papers for topic in paper.topics.all()}
    return sorted(topics, key=lambda topic: topic[1].lower())


def own_bids(viewer: Viewer) -> dict[int, int]:
    """The viewer's bids in this conference, by paper."""
    own = Bid.objects.filter(reviewer=viewer.user, submission__conference=viewer.conference)
    return dict(own.values_list("submission", "value"))


def progress_of(
    papers: SubmissionQuerySet, people: Collection[int], bidding: BiddingRound
) -> dict[int, BidProgress]:
    """How far each of these people is over these papers: one count for reviewers and chairs; four queries.

    Only papers that somebody may bid on count for them, and nobody is asked for more than there are.
    """
    open_papers = set(papers.filter(state__in=UNDER_REVIEW).values_list("pk", flat=True))
    bound = bound_pairs(open_papers, people)
    closed = Counter(who for _, who in bound)
    bids = Bid.objects.filter(submission__in=open_papers, reviewer__in=people, value__gt=0)
    pairs = bids.values_list("submission", "reviewer")
    yes = Counter(who for paper, who in pairs if (paper, who) not in bound)
    return {
        who: BidProgress(yes[who], min(bidding.least_bids, len(open_papers) - closed[who])) for who in people
    }


def progress_now(viewer: Viewer, bidding: BiddingRound) -> BidProgress:
    """How far the viewer is."""
    if viewer.user is None or not viewer.is_reviewer:
        return BidProgress(0, 0)
    papers = Submission.objects.filter(conference=viewer.conference)
    return progress_of(papers, [viewer.user.pk], bidding)[viewer.user.pk]


def _found(viewer: Viewer, filters: BidFilters) -> set[int] | None:
    """The papers that the search and the topic leave; None if nothing is searched for."""
    words = with_numbers(filters.text).split()[:MAX_WORDS]
    if not words and filters.topic is None:
        return None
    rows = biddable_by(viewer)
    for word in words:
        named = Topic.objects.filter(submissions=OuterRef("pk"), name__icontains=word)
        in_text = Q(title__icontains=word) | Q(abstract__icontains=word) | Q(Exists(named))
        number = named_number(word)
        rows = rows.filter(in_text if number is None else in_text | Q(number=number))
    if filters.topic is not None:
        rows = rows.filter(topics=filters.topic)
    return set(rows.values_list("pk", flat=True))


def _rows(numbers: Sequence[int], papers: Iterable[Submission], bids: dict[int, int]) -> list[BidRow]:
    known = {paper.pk: paper for paper in papers}
    abstracts = dict(Submission.objects.filter(pk__in=numbers).values_list("pk", "abstract"))
    return [
        BidRow(
            number=known[pk].number,
            title=known[pk].title,
            abstract=abstracts[pk],
            topics=[topic.name for topic in known[pk].topics.all()],
            value=bids.get(pk, 0),
        )
        for pk in numbers
    ]


def _by_fit(viewer: Viewer, papers: list[Submission]) -> list[Submission]:
    """The best fit first, then by title. Fits are kept until a paper or what the reviewer told changes."""
    if viewer.user is None:
        return []
    mine = reviewer_of(viewer)
    member = Member(viewer.user, USUAL_LOAD, list(mine.topics.all()) if mine else [])
    key = _fits_key(papers, member)
    fits = cache.get(key)
    if fits is None:
        fits = _fits(papers, member)
        cache.set(key, fits, FITS_LIVE_SECONDS)
    return sorted(papers, key=lambda paper: (-fits.get(paper.pk, 0.0), paper.title.lower(), paper.pk))


def _fits_key(papers: Iterable[Submission], member: Member) -> str:
    past = PastPaper.objects.filter(user=member.user).aggregate(last=Max("pk"), number=Count("pk"))
    state = [
        [
            [paper.pk, paper.updated_at.isoformat(), sorted(topic.pk for topic in paper.topics.all())]
            for paper in papers
        ],
        sorted(topic.pk for topic in member.topics),
        [past["last"], past["number"]],
    ]
    return f"bid-fits:{member.user_id}:{hashlib.sha256(json.dumps(state).encode()).hexdigest()}"


def _fits(papers: list[Submission], member: Member) -> dict[int, float]:
    if not papers:
        return {}
    whole = list(Submission.objects.filter(pk__in=[paper.pk for paper in papers]).prefetch_related("topics"))
    column = affinity_of(whole, [member]).dense()[:, 0].tolist()
    return {paper.pk: round(fit, 6) for paper, fit in zip(whole, column, strict=True)}


def bid_todos(viewer: Viewer) -> Iterable[Todo]:
    """While bidding is open, reviewers are asked for as many bids as the chairs want."""
    if not viewer.is_reviewer:
        return
    bidding = bidding_of(viewer.conference)
    if not is_bidding_open(bidding, viewer.at):
        return
    progress = progress_now(viewer, bidding)
    if not progress.least:
        return
    yield Todo(
        title="Bid on papers",
        url=reverse("reviews:bids", args=[viewer.conference.slug]),
        action="Look at them again" if progress.is_enough else "Bid",
        note=f"Say which papers you would like to review: {progress.words} so far.",
        due=bidding.closes_at,
        zone=bidding.closes_zone,
        done=progress.is_enough,
        is_minor=owes_reviews(viewer),
    )


# --- The chair's desk ----------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class PaperBids:
    """A paper with the number of bids of each step."""

    number: int
    title: str
    eager: int
    willing: int
    pinch: int
    not_mine: int
    is_short: bool

    @property
    def yes(self) -> int:
        """How many would review it."""
        return self.eager + self.willing + self.pinch


@dataclasses.dataclass(frozen=True, slots=True)
class BiddingPage:
    """How bidding goes, over the papers the viewer handles."""

    papers: list[PaperBids]
    wanted: int
    bids: int
    short: int
    reviewers: list[tuple[str, int, int]]
    below: int
    remindable: int


def bidding_page(viewer: Viewer, bidding: BiddingRound) -> BiddingPage:
    """Papers with the fewest bids first, reviewers with the fewest first."""
    papers = list(handled_papers(viewer).only("number", "title").order_by("number"))
    steps: dict[int, Counter[int]] = defaultdict(Counter)
    bids = Bid.objects.visible_to(viewer).standing().filter(submission__in=[paper.pk for paper in papers])
    for paper, value in bids.values_list("submission", "value"):
        steps[paper][value] += 1
    wanted = viewer.conference.reviews_per_paper
    rows = [_paper_bids(paper, steps[paper.pk], wanted) for paper in papers]
    members = members_with_role(viewer, Role.REVIEWER)
    progress = progress_of(handled_papers(viewer), [member.user_id for member in members], bidding)
    bars = [(str(one.user), progress[one.user_id].yes, progress[one.user_id].least) for one in members]
    return BiddingPage(
        papers=sorted(rows, key=lambda row: (row.yes, row.number)),
        wanted=wanted,
        bids=sum(counts.total() for counts in steps.values()),
        short=sum(row.is_short for row in rows),
        reviewers=sorted(bars, key=lambda bar: bar[1]),
        below=sum(not each.is_enough for each in progress.values()),
        remindable=len(bidders_to_remind(viewer, bidding)),
    )


def _paper_bids(paper: Submission, counts: Counter[int], wanted: int) -> PaperBids:
    yes = sum(number for value, number in counts.items() if value > 0)
    return PaperBids(
        number=paper.number,
        title=paper.title,
        eager=counts[BidValue.EAGER],
        willing=counts[BidValue.WILLING],
        pinch=counts[BidValue.IN_A_PINCH],
        not_mine=counts[BidValue.NOT_MINE],
        is_short=yes < wanted,
    )


def handled_papers(viewer: Viewer) -> SubmissionQuerySet:
    """The papers under review that this chair is not in conflict with."""
    return Submission.objects.handled_by(viewer).filter(state__in=UNDER_REVIEW)


def bidders_to_remind(viewer: Viewer, bidding: BiddingRound) -> list[User]:
    """Reviewers who say yes to too few papers, counting only those that every chair may see.

    Whom a prepared letter goes to is seen by all chairs. Were the others counted, somebody's absence from
    it would tell a chair in conflict with a paper that this reviewer has bid on it.
    """
    papers = Submission.objects.filter(conference=viewer.conference, state__in=UNDER_REVIEW)
    chairs = viewer.conference.memberships.filter(role=Role.CHAIR).values("user")
    bound = User.objects.filter(is_bound(OuterRef("pk"), "pk"), pk__in=chairs)
    members = members_with_role(viewer, Role.REVIEWER)
    progress = progress_of(papers.exclude(Exists(bound)), [member.user_id for member in members], bidding)
    return [
        member.user for member in members if member.user.is_active and not progress[member.user_id].is_enough
    ]
