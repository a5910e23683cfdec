"""What the record adds to the layers below, read by `effgenai.contributions`."""

from __future__ import annotations

import datetime as dt

from effgenai.accounts.identities.merging import Merge, MergePart, leave
from effgenai.accounts.models import User
from effgenai.accounts.services import AccountLog
from effgenai.audit.chain import faults_of_record
from effgenai.audit.queries import records_on_desk, records_stage
from effgenai.audit.services import write_lines
from effgenai.conferences.core.records import AuditLog, record
from effgenai.conferences.web.desk import SidebarStage, StageName
from effgenai.conferences.web.sections import DeskSectionName, OverviewSection
from effgenai.contributions import Contributions
from effgenai.storage.inventory import Inspection


def _record_merge(merge: Merge) -> None:
    """The line belongs to no conference, so no chair meets it; it names accounts by their keys for ever."""
    record(
        action="account.merge",
        by=merge.by,
        at=merge.at,
        conference=None,
        summary=f"{merge.gone} → {merge.kept}",
        kept=merge.kept.key,
        gone=merge.gone.key,
    )


def _record_account(action: str, by: User | None, at: dt.datetime) -> None:
    record(action=action, by=by, at=at, conference=None, unseen=True)


CONTRIBUTIONS: Contributions = (
    AuditLog(write_lines),
    AccountLog(_record_account),
    SidebarStage(StageName.RECORDS, records_stage),
    OverviewSection(DeskSectionName.RECORDS, records_on_desk),
    Inspection(faults_of_record),
    # Old lines stay as they are; one is added.
    MergePart(rows={"audit.AuditLine.actor": leave}, afterwards=_record_merge),
)
