"""Pairs of accounts that are probably one person's, with what speaks for it."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from allauth.account.models import EmailAddress
from django.db.models import Q

from effgenai.accounts.identities.names import name_marks, name_words, same_name
from effgenai.accounts.models import Affiliation, MergeRequest, Profile, User
from effgenai.accounts.names.institutions import institution_domain, institution_marks
from effgenai.accounts.queries import verified_addresses

SAME_ORCID = "both name the same ORCID iD"
SAME_ADDRESS = "one gave an address that is the other's"
SAME_PLACE = "same name, same institution"
SAME_LOCAL_PART = "same name, addresses that begin alike"
# Of very common names only so many are compared with each other: more would tell nothing.
MAX_PER_NAME = 200


@dataclasses.dataclass(frozen=True, slots=True)
class KnownAs:
    """How an account is named somewhere besides its profile, such as on an author list."""

    user: int
    name: str
    email: str
    institution: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class DuplicateAccounts:
    """Two accounts and what speaks for their being one person's."""

    one: User
    other: User
    reasons: tuple[str, ...]


@dataclasses.dataclass
class _Signs:
    """Everything by which one account may be known again. `claimed` are addresses it gave without proof."""

    user: User
    names: set[str]
    proven: set[str] = dataclasses.field(default_factory=set)
    claimed: set[str] = dataclasses.field(default_factory=set)
    places: set[str] = dataclasses.field(default_factory=set)
    orcid: str = ""

    @functools.cached_property
    def marks(self) -> frozenset[str]:
        """The institutions, as far as they can be compared."""
        return institution_marks(self.proven, self.places)

    @functools.cached_property
    def local_parts(self) -> set[str]:
        """How the addresses begin."""
        return {local_part(address) for address in self.proven | self.claimed}


def local_part(address: str) -> str:
    """What stands before the @, without dots and what follows a plus."""
    before = address.partition("@")[0].partition("+")[0].lower()
    return before.replace(".", "").replace("_", "").replace("-", "")


def find_duplicate_accounts(
    users: Iterable[User], *, lines: Iterable[KnownAs] = ()
) -> list[DuplicateAccounts]:
    """Pairs among these accounts that are probably one person's, by name; a constant number of queries.

    `lines` is what the one who asks may know besides: author lists, say. Reasons draw upon these, profiles
    and addresses alone. Closed accounts and pairs that were declined are left out.
    """
    signs = _signs_of([user for user in users if user.is_active], lines)
    declined = _declined(signs)
    pairs = {
        (a, b): reasons
        for a, b in _candidates(signs.values())
        if frozenset((a, b)) not in declined and (reasons := _reasons(signs[a], signs[b]))
    }
    found = [DuplicateAccounts(signs[a].user, signs[b].user, reasons) for (a, b), reasons in pairs.items()]
    return sorted(found, key=lambda pair: (pair.one.name.casefold(), pair.one.pk, pair.other.pk))


def _signs_of(users: Iterable[User], lines: Iterable[KnownAs]) -> dict[int, _Signs]:
    signs = {user.pk: _Signs(user, {user.name}) for user in users}
    for row in EmailAddress.objects.filter(user__in=signs).values_list("user", "email", "verified"):
        (signs[row[0]].proven if row[2] else signs[row[0]].claimed).add(row[1].lower())
    for pk, place in Affiliation.objects.filter(user__in=signs).values_list("user", "institution"):
        signs[pk].places.add(place)
    for pk, orcid in Profile.objects.filter(user__in=signs).values_list("user", "orcid"):
        signs[pk].orcid = orcid
    for line in lines:
        if line.user in signs:
            _add(signs[line.user], line)
    return signs


def _add(signs: _Signs, line: KnownAs) -> None:
    signs.names.add(line.name)
    signs.claimed |= {line.email.lower()} - signs.proven
    signs.places |= {line.institution} - {""}


def standing_pairs(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of pairs that were found earlier, by primary keys, those neither merged nor declined. Two queries."""
    people = {person for pair in pairs for person in pair}
    if not people:
        return []
    active = set(User.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True))
    declined = _declined(people)
    return [pair for pair in pairs if active.issuperset(pair) and frozenset(pair) not in declined]


def _declined(people: Collection[int]) -> set[frozenset[int]]:
    rows = MergeRequest.objects.filter(kept__in=people, gone__in=people, declined_at__isnull=False)
    return {frozenset(pair) for pair in rows.values_list("kept", "gone")}


def _candidates(signs: Iterable[_Signs]) -> Iterator[tuple[int, int]]:
    """Pairs that may have a reason: what `_reasons` compares, of names a word, is in common; each once."""
    groups: dict[str, set[int]] = defaultdict(set)
    for one in signs:
        for key in _keys(one):
            groups[key].add(one.user.pk)
    seen: set[tuple[int, int]] = set()
    for group in groups.values():
        seen |= set(itertools.combinations(sorted(group)[:MAX_PER_NAME], 2))
    yield from sorted(seen)


def _keys(signs: _Signs) -> Iterator[str]:
    words = {word for name in signs.names for word in name_words(name) if len(word) > 1}
    words |= {f"name {mark}" for name in signs.names for mark in name_marks(name)}
    for beside in (*(f"at {mark}" for mark in signs.marks), *(f"as {part}" for part in signs.local_parts)):
        yield from (f"{word} {beside}" for word in words)
    yield from (f"mail {address}" for address in signs.proven | signs.claimed)
    if signs.orcid:
        yield f"orcid {signs.orcid}"


def _reasons(a: _Signs, b: _Signs) -> tuple[str, ...]:
    reasons = []
    if a.orcid and a.orcid == b.orcid:
        reasons.append(SAME_ORCID)
    if a.claimed & b.proven or b.claimed & a.proven:
        reasons.append(SAME_ADDRESS)
    shared = [(SAME_PLACE, a.marks & b.marks), (SAME_LOCAL_PART, a.local_parts & b.local_parts)]
    further = [reason for reason, common in shared if common]
    if further and any(same_name(one, other) for one in a.names for other in b.names):
        reasons += further
    return tuple(reasons)


def has_proven_duplicate(user: User) -> bool:
    """Whether an address of another account begins like one of the person's and is of the same institution.

    Only addresses that both accounts proved count: else anyone could learn, by writing a name or a place
    into their own profile, who has an account here.
    """
    mine = {(local_part(address), institution_domain(address)) for address in verified_addresses(user)}
    ends = Q(pk__in=[])
    for domain in {domain for _, domain in mine} - {""}:
        ends |= Q(email__iendswith=f"@{domain}") | Q(email__iendswith=f".{domain}")
    rows = EmailAddress.objects.filter(ends, verified=True, user__is_active=True).exclude(user=user)
    others = rows.values_list("email", flat=True)
    return any((local_part(address), institution_domain(address)) in mine for address in others)
