"""What reviewing adds to the layers below, read by `effgenai.contributions`."""

from effgenai.conferences.core.hooks import ConferenceDefaults
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.dates.moves import MoveEffects
from effgenai.conferences.desk.guide import GuideItems
from effgenai.conferences.web.desk import DeskTab, SidebarStage, StageName
from effgenai.conferences.web.public_pages import PublicAddresses
from effgenai.conferences.web.sections import DeskSectionName, OverviewSection
from effgenai.conferences.web.todos import Participation, Todos
from effgenai.contributions import Contributions
from effgenai.mail.delivery.undelivered import Origin
from effgenai.mail.delivery.writing import MailWriter
from reviews.assignment.ended import review_ends_messages
from reviews.assignment.models import assigned_to
from reviews.assignment.queries.desk import assignment_stage
from reviews.bidding.queries import bid_todos
from reviews.committee.queries.applications import (
    application_todos,
    conferences_offered_to,
    reviewer_call_addresses,
)
from reviews.committee.queries.invitations import conferences_inviting, invitation_todos
from reviews.committee.queries.members import committee_stage
from reviews.contributions.guide import review_items
from reviews.contributions.merging import PART as MERGE_PART
from reviews.contributions.moved_dates import reviewer_effects
from reviews.contributions.next_edition import PARTS as EDITION_PARTS
from reviews.decisions.emails import LETTER
from reviews.decisions.queries import (
    DECISION_COLUMNS,
    accepting_presentations,
    decision_section,
    decisions_stage,
)
from reviews.decisions.services.classes import install_default_decisions
from reviews.decisions.services.letters import letters_about
from reviews.expertise.queries import expertise_todos
from reviews.reviewing.queries.assigned import review_todos
from reviews.reviewing.queries.columns import REVIEW_COLUMNS
from reviews.reviewing.queries.flags import flag_signs, flag_todos, flags_section
from reviews.reviewing.queries.on_desk import reviews_on_desk
from reviews.reviewing.queries.paper_page import conflict_section, progress_section, reviews_section
from reviews.reviewing.queries.progress import reviews_stage
from reviews.reviewing.queries.reading import own_overall_scores
from reviews.reviewing.services.form import install_default_review_form
from submissions.accepted.facts import Presentations
from submissions.papers.access import PaperReaders, PaperScores, PaperSection, SectionName
from submissions.papers.actions import PaperAction
from submissions.papers.endings import ReviewEnds
from submissions.papers.signs import PaperSigns

CONTRIBUTIONS: Contributions = (
    # The desk
    SidebarStage(StageName.COMMITTEE, committee_stage),
    SidebarStage(StageName.ASSIGNMENT, assignment_stage),
    SidebarStage(StageName.REVIEWS, reviews_stage),
    SidebarStage(StageName.DECISIONS, decisions_stage),
    DeskTab(StageName.SUBMISSIONS, "Import", "reviews:import_papers", Fact.IS_CHAIR),
    OverviewSection(DeskSectionName.REVIEWS, reviews_on_desk),
    GuideItems(review_items),
    MoveEffects(reviewer_effects),
    PaperSigns(flag_signs),
    REVIEW_COLUMNS,
    DECISION_COLUMNS,
    PaperAction("Decide…", "reviews:decide_ticked"),
    PaperAction("Assign…", "reviews:assign_ticked"),
    ReviewEnds(review_ends_messages),
    # The paper page
    PaperReaders(assigned_to),
    PaperScores(own_overall_scores),
    PaperSection(SectionName.DECISION, decision_section),
    PaperSection(SectionName.FLAGS, flags_section),
    PaperSection(SectionName.REVIEWS, reviews_section),
    PaperSection(SectionName.PROGRESS, progress_section),
    PaperSection(SectionName.CONFLICT, conflict_section),
    # What needs a person
    Participation(conferences_inviting),
    Participation(conferences_offered_to),
    Todos(invitation_todos),
    Todos(application_todos),
    Todos(expertise_todos),
    Todos(bid_todos),
    Todos(review_todos),
    Todos(flag_todos),
    # A new conference
    ConferenceDefaults(install_default_review_form),
    ConferenceDefaults(install_default_decisions),
    *EDITION_PARTS,
    # Public pages
    PublicAddresses(reviewer_call_addresses),
    Presentations(accepting_presentations),
    # Mails
    MailWriter(LETTER, letters_about),
    Origin(("committee.invitation", "committee.reminder"), "reviews:invitations", "Go to the invitations"),
    # Accounts
    MERGE_PART,
)
