from __future__ import annotations

from effgenai.accounts.identities.duplicate_accounts import DuplicateAccounts, find_duplicate_accounts
from effgenai.accounts.identities.rows import merge_parts
from effgenai.accounts.models import User
from effgenai.ui.tables import Column

MAX_PAIRS = 100

DUPLICATE_COLUMNS = (
    Column("Account"),
    Column("And"),
    Column("Why"),
    Column("Look"),
)


def preview_of(kept: User, gone: User) -> list[str]:
    """What a merge does to the things of one person, for them alone to read."""
    return [line for part in merge_parts() for line in part.preview(kept, gone)]


def all_duplicate_accounts() -> list[DuplicateAccounts]:
    """Pairs among all accounts, for site administrators: by what accounts tell, not by papers."""
    return find_duplicate_accounts(User.objects.filter(is_active=True))[:MAX_PAIRS]
