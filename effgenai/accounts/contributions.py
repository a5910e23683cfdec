"""What accounts add to the layers below, read by `effgenai.contributions`."""

from effgenai.accounts.identities.rows import PART
from effgenai.contributions import Contributions

CONTRIBUTIONS: Contributions = (PART,)
