from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from effgenai import env
from effgenai.audit.rights import grant_rights


class Command(BaseCommand):
    help = (
        "Give the role of DATABASE_APP_URL what the application needs, and no right to change the record. "
        "Run it as the owner (DATABASE_URL) after migrate."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        if not settings.DATABASE_APP_URL:
            raise CommandError("DATABASE_APP_URL must name the role; see docs/settings.md.")
        role = env.database("DATABASE_APP_URL")
        try:
            grant_rights(role=role["USER"], password=role["PASSWORD"])
        except ValueError as error:
            raise CommandError(str(error)) from None
