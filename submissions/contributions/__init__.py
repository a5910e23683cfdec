"""What submissions add to the layers below, read by `effgenai.contributions`."""

from effgenai.conferences.call.parts import AskedOfAuthors
from effgenai.conferences.core.hidden import HiddenPapers
from effgenai.conferences.core.hooks import ConferenceNotes
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.dates.moves import MoveEffects
from effgenai.conferences.desk.guide import GuideItems
from effgenai.conferences.site.blocks import HomeBlock
from effgenai.conferences.web.desk import DeskTab, SidebarStage, StageName
from effgenai.conferences.web.public_pages import PublicAddresses
from effgenai.conferences.web.sections import DeskSectionName, OverviewSection
from effgenai.conferences.web.todos import Participation, Todos
from effgenai.contributions import Contributions
from effgenai.storage.inventory import Inspection
from submissions.accepted.addresses import public_addresses
from submissions.accepted.home import accepted_on_home
from submissions.conflicts.queries.questions import conflicts_stage, notes_of_questions
from submissions.contributions.call import what_the_form_asks
from submissions.contributions.desk import (
    author_todos,
    conferences_of_author,
    material_todos,
    submissions_stage,
)
from submissions.contributions.guide import chair_items, notes_of_orphans
from submissions.contributions.merging import PART as MERGE_PART
from submissions.contributions.moved_dates import author_effects
from submissions.materials.queries import materials_section
from submissions.papers.access import PaperSection, SectionName
from submissions.papers.actions import PaperAction
from submissions.papers.hidden import (
    blind_papers,
    is_any_paper_hidden_from,
    papers_hidden_from,
    written_by_them,
)
from submissions.papers.queries.conflict_columns import CONFLICT_COLUMNS
from submissions.papers.queries.on_desk import submissions_on_desk
from submissions.papers.services.revisions import receipts_that_do_not_hold

CONTRIBUTIONS: Contributions = (
    # The desk
    SidebarStage(StageName.SUBMISSIONS, submissions_stage),
    DeskTab(StageName.SUBMISSIONS, "Papers", "submissions:desk", Fact.IS_CHAIR),
    SidebarStage(StageName.CONFLICTS, conflicts_stage),
    DeskTab(StageName.CONFLICTS, "Questions", "submissions:conflicts", Fact.IS_CHAIR),
    DeskTab(StageName.CONFLICTS, "By paper", "submissions:conflicts_by_paper", Fact.IS_CHAIR),
    DeskTab(StageName.CONFLICTS, "By person", "submissions:conflicts_by_person", Fact.IS_CHAIR),
    OverviewSection(DeskSectionName.SUBMISSIONS, submissions_on_desk),
    GuideItems(chair_items),
    MoveEffects(author_effects),
    CONFLICT_COLUMNS,
    PaperAction("Export CSV", "submissions:export_ticked"),
    PaperAction("Tag…", "submissions:tag_ticked"),
    # The paper page
    PaperSection(SectionName.MATERIALS, materials_section),
    # What needs a person, and what they are told beside their conferences
    Todos(author_todos),
    Todos(material_todos),
    Participation(conferences_of_author),
    ConferenceNotes(notes_of_orphans),
    ConferenceNotes(notes_of_questions),
    # Public pages
    AskedOfAuthors(what_the_form_asks),
    HomeBlock("papers", accepted_on_home),
    PublicAddresses(public_addresses),
    # What chairs must not notice in mails and the record
    HiddenPapers(
        numbers=papers_hidden_from,
        is_any_in_process=is_any_paper_hidden_from,
        is_blind=blind_papers,
        wrote=written_by_them,
    ),
    # Restored backups
    Inspection(receipts_that_do_not_hold),
    # Accounts
    MERGE_PART,
)
