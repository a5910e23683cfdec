"""What mail adds to the layers below, read by `effgenai.contributions`."""

from effgenai.accounts.identities.merging import MergePart, hand_over
from effgenai.conferences.dates.moves import MoreTimeNews
from effgenai.conferences.desk.guide import GuideItems
from effgenai.conferences.web.desk import SidebarStage, StageName
from effgenai.conferences.web.sections import DeskSectionName, OverviewSection
from effgenai.contributions import Contributions
from effgenai.mail.contributions.guide import mail_items
from effgenai.mail.contributions.more_time import tell_of_more_time
from effgenai.mail.contributions.on_desk import mails_on_desk
from effgenai.mail.queries import mail_stage

CONTRIBUTIONS: Contributions = (
    SidebarStage(StageName.MAIL, mail_stage),
    OverviewSection(DeskSectionName.MAIL, mails_on_desk),
    GuideItems(mail_items),
    MoreTimeNews(tell_of_more_time),
    # What is under way keeps its address.
    MergePart(
        rows={
            "mail.Mailing.created_by": hand_over,
            "mail.Mailing.approved_by": hand_over,
            "mail.OutboundEmail.to_user": hand_over,
            "mail.OutboundEmail.caused_by": hand_over,
        }
    ),
)
