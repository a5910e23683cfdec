from typing import Any

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"

    def ready(self) -> None:
        """Take the places of this app in the platform, and listen for verified addresses."""
        from allauth.account.signals import email_confirmed, user_logged_in

        from effgenai.conferences.desk import SUBMISSIONS, register_stage
        from effgenai.conferences.duties import register_duties
        from effgenai.conferences.hidden import register_hidden_papers
        from submissions.hidden import papers_hidden_from
        from submissions.stage import author_duties, submissions_stage

        register_hidden_papers(papers_hidden_from)
        register_stage(SUBMISSIONS, submissions_stage)
        register_duties(author_duties)
        email_confirmed.connect(_link_address, dispatch_uid="submissions.link_address")
        user_logged_in.connect(_link_user, dispatch_uid="submissions.link_user")


def _link_address(sender: Any, *, email_address: Any, **kwargs: Any) -> None:
    """An address was verified: author lines with it belong to its owner from now on."""
    _link_user(sender, user=email_address.user)


def _link_user(sender: Any, *, user: Any, **kwargs: Any) -> None:
    """The same at each sign-in, for lines written since."""
    from django.utils import timezone

    from submissions.services.authors import link_authorships

    link_authorships(user=user, at=timezone.now())
