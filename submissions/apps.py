from typing import Any

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"

    def ready(self) -> None:
        """Listen for verified addresses, sign-ins, affiliations, institutions and new members."""
        from allauth.account.signals import email_confirmed, user_logged_in

        from effgenai.accounts.services import affiliations_changed
        from effgenai.conferences.core.hooks import institutions_changed, member_added

        email_confirmed.connect(_link_address, dispatch_uid="submissions.link_address")
        affiliations_changed.connect(_look_for_conflicts, dispatch_uid="submissions.look_for_conflicts")
        institutions_changed.connect(_compare_again, dispatch_uid="submissions.compare_again")
        member_added.connect(_look_at_newcomer, dispatch_uid="submissions.look_at_newcomer")
        user_logged_in.connect(_link_user, dispatch_uid="submissions.link_user")


def _link_address(sender: Any, *, request: Any, email_address: Any, **kwargs: Any) -> None:
    """An address was verified: author lines with it are its owner's, and it may tell of an institution."""
    from effgenai.accounts.sign_in.moments import moment_of

    _link_user(sender, request=request, user=email_address.user)
    _look_for_conflicts(sender, user=email_address.user, at=moment_of(request))


def _link_user(sender: Any, *, request: Any, user: Any, **kwargs: Any) -> None:
    """The same at each sign-in, for lines written since."""
    from effgenai.accounts.sign_in.moments import moment_of
    from submissions.authors.services import link_authorships

    link_authorships(user=user, at=moment_of(request))


def _compare_again(sender: Any, *, conference: Any, at: Any, **kwargs: Any) -> None:
    """A chair says that an institution has other names: this finds conflicts, and forgets none."""
    from submissions.conflicts.services.derived import refresh_conflicts

    refresh_conflicts(conference=conference, at=at, clear_stale=False)


def _look_for_conflicts(sender: Any, *, user: Any, at: Any, **kwargs: Any) -> None:
    """Somebody works elsewhere, or said so only now."""
    from submissions.conflicts.services.derived import refresh_conflicts_of

    refresh_conflicts_of(user=user, at=at)


def _look_at_newcomer(sender: Any, *, conference: Any, user: Any, at: Any, **kwargs: Any) -> None:
    """Somebody got a role, perhaps one to judge in."""
    from submissions.conflicts.services.derived import refresh_conflicts_of_newcomer

    refresh_conflicts_of_newcomer(conference=conference, user=user, at=at)
