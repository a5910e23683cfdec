from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self) -> None:
        """Open paper pages to the people who review them; add the stages of the desk and the duties."""
        from effgenai.accounts.identities.registry import register_merge_part
        from effgenai.conferences.core.hooks import register_setup
        from effgenai.conferences.dates.moves import register_effects
        from effgenai.conferences.desk.guide import register_guide
        from effgenai.conferences.web import desk
        from effgenai.conferences.web import todos as duties
        from effgenai.conferences.web.public_pages import register_public_addresses
        from effgenai.mail.delivery.undelivered import Origin, register_origin
        from reviews.assignment.models import assigned_to
        from reviews.assignment.queries import assignment_stage
        from reviews.bidding.queries import bid_duties
        from reviews.committee.queries.applications import application_duties, reviewer_call_addresses
        from reviews.committee.queries.invitations import invitation_duties
        from reviews.committee.queries.members import committee_stage
        from reviews.contributions.guide import review_items
        from reviews.contributions.merging import PART as MERGE_PART
        from reviews.contributions.moved_dates import reviewer_effects
        from reviews.contributions.next_edition import register_review_parts
        from reviews.decisions.queries import accepting_presentations, decision_panel, decisions_stage
        from reviews.decisions.services import install_default_decisions
        from reviews.expertise.queries import expertise_duties
        from reviews.reviewing.queries import paper_page as panels
        from reviews.reviewing.queries.assigned import review_duties
        from reviews.reviewing.queries.progress import reviews_stage
        from reviews.reviewing.services.form import install_default_review_form
        from submissions.accepted.facts import register_presentations
        from submissions.papers.access import register_panel, register_readers

        register_merge_part(MERGE_PART)
        for kind in ("committee.invitation", "committee.reminder"):
            register_origin(kind, Origin("reviews:invitations", "Go to the invitations"))
        register_effects(reviewer_effects)
        register_guide(review_items)
        register_review_parts()
        register_public_addresses(reviewer_call_addresses)
        for install in (install_default_review_form, install_default_decisions):
            register_setup(install)
        register_readers(assigned_to)
        register_presentations(accepting_presentations)
        register_panel(15, decision_panel)
        register_panel(35, panels.reviews_panel)
        register_panel(45, panels.progress_panel)
        register_panel(55, panels.conflict_panel)
        desk.register_stage(desk.COMMITTEE, committee_stage)
        desk.register_stage(desk.ASSIGNMENT, assignment_stage)
        desk.register_stage(desk.REVIEWS, reviews_stage)
        desk.register_stage(desk.DECISIONS, decisions_stage)
        duties.register_duties(invitation_duties)
        duties.register_duties(application_duties)
        duties.register_duties(expertise_duties)
        duties.register_duties(bid_duties)
        duties.register_duties(review_duties)
