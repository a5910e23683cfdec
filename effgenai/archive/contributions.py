"""What the archive adds to the layers below, read by `effgenai.contributions`."""

from effgenai.accounts.identities.merging import MergePart, hand_over
from effgenai.archive.queries import saved_zips
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import DeskTab, StageName
from effgenai.contributions import Contributions
from effgenai.storage.inventory import StoredFiles

CONTRIBUTIONS: Contributions = (
    DeskTab(StageName.SITE, "Archive", "archive:desk", Fact.IS_CHAIR),
    StoredFiles(saved_zips),
    MergePart(rows={"archive.SiteExport.asked_by": hand_over}),
)
