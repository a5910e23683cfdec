"""What the programme adds to the layers below, read by `effgenai.contributions`."""

from effgenai.accounts.identities.merging import MergePart, hand_over
from effgenai.conferences.core.hooks import HeldAtVenue
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.desk.guide import GuideItems
from effgenai.conferences.web.desk import SidebarStage, StageName
from effgenai.conferences.web.public_pages import PublicAddresses
from effgenai.contributions import Contributions
from program.contributions.desk import program_stage
from program.contributions.guide import program_items
from program.contributions.next_edition import ROOMS
from program.core.services.moves import changes, move_sessions
from program.exports.addresses import format_addresses
from program.schedule.queries.released import presented_at, public_addresses
from program.stars.services import move_lists
from submissions.accepted.facts import PaperFacts

CONTRIBUTIONS: Contributions = (
    # The desk
    SidebarStage(StageName.PROGRAM, program_stage),
    GuideItems(program_items, Fact.MAY_EDIT_PROGRAM),
    # A new conference
    ROOMS,
    # The days and the zone of a conference
    HeldAtVenue(changes, move_sessions),
    # Public pages
    PublicAddresses(public_addresses),
    PublicAddresses(format_addresses),
    PaperFacts(presented_at),
    # Accounts
    MergePart(
        rows={
            "program.Release.released_by": hand_over,
            "program.ProgramEdit.by": hand_over,
            "program.ChairLink.made_by": hand_over,
            "program.CheckIn.by": hand_over,
            "program.StarList.user": move_lists,
            "program.ProgramProposal.created_by": hand_over,
            "program.ProgramProposal.applied_by": hand_over,
            "program.PosterVote.opened_by": hand_over,
        }
    ),
)
