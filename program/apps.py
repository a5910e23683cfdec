from typing import Any

from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "program"

    def ready(self) -> None:
        """Listen for sign-ins."""
        from django.contrib.auth.signals import user_logged_in

        user_logged_in.connect(_take_over_stars, dispatch_uid="program.take_over_stars")


def _take_over_stars(sender: Any, *, request: Any, user: Any, **kwargs: Any) -> None:
    """What somebody starred as a visitor is theirs."""
    from program.stars.owners import visitor_of
    from program.stars.services import take_over

    if visitor := visitor_of(request):
        take_over(visitor=visitor, user=user)
