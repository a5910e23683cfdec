"""What stored files add to the layers below, read by `effgenai.contributions`."""

from effgenai.accounts.identities.merging import MergePart, hand_over
from effgenai.contributions import Contributions
from effgenai.files.queries import uploaded_files
from effgenai.storage.inventory import StoredFiles

CONTRIBUTIONS: Contributions = (
    StoredFiles(uploaded_files),
    MergePart(rows={"files.StoredFile.stored_by": hand_over}),
)
