from typing import Any

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"

    def ready(self) -> None:
        """Take the places of this app in the platform, and listen for verified addresses."""
        from allauth.account.signals import email_confirmed, user_logged_in

        from effgenai.accounts.identities.registry import register_merge_part
        from effgenai.accounts.services import affiliations_changed
        from effgenai.conferences.call.parts import register_asked
        from effgenai.conferences.core.hidden import (
            register_authors,
            register_hidden_papers,
            register_kept_papers,
        )
        from effgenai.conferences.core.hooks import institutions_changed, member_added, register_notes
        from effgenai.conferences.dates.moves import register_effects
        from effgenai.conferences.desk.guide import register_guide
        from effgenai.conferences.site.blocks import register_home_block
        from effgenai.conferences.web.desk import CONFLICTS, SUBMISSIONS, register_stage
        from effgenai.conferences.web.public_pages import register_public_addresses
        from effgenai.conferences.web.todos import register_duties
        from effgenai.storage.registry import register_inspection
        from submissions.accepted.addresses import public_addresses
        from submissions.accepted.home import accepted_on_home
        from submissions.conflicts.queries import conflicts_stage, notes_of_questions
        from submissions.contributions.call import what_the_form_asks
        from submissions.contributions.desk import author_duties, material_duties, submissions_stage
        from submissions.contributions.guide import chair_items, notes_of_orphans
        from submissions.contributions.merging import PART as MERGE_PART
        from submissions.contributions.moved_dates import author_effects
        from submissions.materials.queries import materials_panel
        from submissions.papers.access import register_panel
        from submissions.papers.hidden import (
            blind_papers,
            is_any_paper_kept_from,
            papers_hidden_from,
            written_by_them,
        )
        from submissions.papers.services.revisions import receipts_that_do_not_hold

        register_merge_part(MERGE_PART)
        register_inspection(receipts_that_do_not_hold)
        register_asked(what_the_form_asks)
        register_effects(author_effects)
        register_guide(chair_items)
        register_notes(notes_of_orphans)
        register_notes(notes_of_questions)
        register_hidden_papers(papers_hidden_from)
        register_kept_papers(is_any_paper_kept_from)
        register_authors(blind_papers, written_by_them)
        register_stage(SUBMISSIONS, submissions_stage)
        register_stage(CONFLICTS, conflicts_stage)
        register_duties(author_duties)
        register_duties(material_duties)
        register_panel(10, materials_panel)
        register_public_addresses(public_addresses)
        register_home_block("papers", accepted_on_home)
        email_confirmed.connect(_link_address, dispatch_uid="submissions.link_address")
        affiliations_changed.connect(_look_for_conflicts, dispatch_uid="submissions.look_for_conflicts")
        institutions_changed.connect(_compare_again, dispatch_uid="submissions.compare_again")
        member_added.connect(_look_at_newcomer, dispatch_uid="submissions.look_at_newcomer")
        user_logged_in.connect(_link_user, dispatch_uid="submissions.link_user")


def _link_address(sender: Any, *, request: Any, email_address: Any, **kwargs: Any) -> None:
    """An address was verified: author lines with it are its owner's, and it may tell of an institution."""
    from effgenai.accounts.moments import moment_of

    _link_user(sender, request=request, user=email_address.user)
    _look_for_conflicts(sender, user=email_address.user, at=moment_of(request))


def _link_user(sender: Any, *, request: Any, user: Any, **kwargs: Any) -> None:
    """The same at each sign-in, for lines written since."""
    from effgenai.accounts.moments import moment_of
    from submissions.authors.services import link_authorships

    link_authorships(user=user, at=moment_of(request))


def _compare_again(sender: Any, *, conference: Any, at: Any, **kwargs: Any) -> None:
    """A chair says that an institution has other names: this finds conflicts, and forgets none."""
    from submissions.conflicts.services.derived import refresh_conflicts

    refresh_conflicts(conference=conference, at=at, forget=False)


def _look_for_conflicts(sender: Any, *, user: Any, at: Any, **kwargs: Any) -> None:
    """Somebody works elsewhere, or said so only now."""
    from submissions.conflicts.services.derived import refresh_conflicts_of

    refresh_conflicts_of(user=user, at=at)


def _look_at_newcomer(sender: Any, *, conference: Any, user: Any, at: Any, **kwargs: Any) -> None:
    """Somebody got a role, perhaps one to judge in."""
    from submissions.conflicts.services.derived import refresh_conflicts_of_newcomer

    refresh_conflicts_of_newcomer(conference=conference, user=user, at=at)
