"""What the record adds to the layers below, read by `effgenai.contributions`."""

from __future__ import annotations

from effgenai.accounts.identities.merging import Merge, MergePart, leave
from effgenai.audit.chain import faults_of_record
from effgenai.audit.queries import records_stage
from effgenai.audit.services import write_line
from effgenai.conferences.core.records import AuditLog, record
from effgenai.conferences.web.desk import SidebarStage, StageName
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


CONTRIBUTIONS: Contributions = (
    AuditLog(write_line),
    SidebarStage(StageName.RECORDS, records_stage),
    Inspection(faults_of_record),
    # Old lines stay as they are; one is added.
    MergePart(rows={"audit.AuditLine.actor": leave}, afterwards=_record_merge),
)
