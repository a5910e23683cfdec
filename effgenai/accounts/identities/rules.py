"""Whether two accounts may be merged, and by whom; None, or the sentence that says why not."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.mfa.models import Authenticator

from effgenai.accounts.identities.merging import Objection
from effgenai.accounts.identities.rows import merge_parts
from effgenai.accounts.models import Profile, User

OWN = "Merge your own accounts as everyone does: by a mail to the other address, on your profile."


def objections_to(kept: User, gone: User) -> list[Objection]:
    """Everything that stands against the merge, ours first."""
    return [
        *_ours(kept, gone),
        *(words for part in merge_parts() for words in part.objections(kept, gone)),
    ]


def _ours(kept: User, gone: User) -> Iterator[Objection]:
    if kept.pk == gone.pk:
        yield _same("An account cannot be merged with itself.")
    if not gone.is_active or gone.merged_into_id:
        yield _same("The account that should go is closed already.")
    if not kept.is_active or kept.merged_into_id:
        yield _same("The account that should stay is closed.")
    if gone.is_staff or gone.is_superuser:
        yield _same(
            "The account that should go is a site administrator's. Keep that one instead, or give up "
            "the office first."
        )
    if _have_different_orcids(kept, gone):
        yield _same(
            "The two accounts name different ORCID iDs. If one is a mistake, it has to be put right first."
        )


def _same(words: str) -> Objection:
    return Objection(words, words)


def _have_different_orcids(kept: User, gone: User) -> bool:
    named = Profile.objects.filter(user__in=[kept, gone]).exclude(orcid="").values_list("orcid", flat=True)
    return len(set(named)) > 1


def why_not_merge_for_others(admin: User, kept: User, gone: User) -> str | None:
    """The reason why a site administrator may not merge these accounts of somebody else, or None.

    Never with their own: they would gain what the other account may see.
    """
    if not admin.is_staff:
        return "Only site administrators merge the accounts of others."
    return OWN if admin.pk in {kept.pk, gone.pk} else None


def why_not_prove(proven_by_mail: User) -> str | None:
    """The reason why a mail is not proof enough of an account, or None.

    One with a second factor asks for that as well.
    """
    if Authenticator.objects.filter(user=proven_by_mail).exists():
        return (
            f"The account of {proven_by_mail.email} has a second factor, so a mail does not prove it. Sign "
            "in to that account, and say on its profile that the other one is yours too. If both have "
            "one, remove it from one of them before."
        )
    return None
