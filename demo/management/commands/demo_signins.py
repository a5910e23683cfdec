from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from demo.people import PASSWORD, SIGN_INS
from effgenai.accounts.models import User


class Command(BaseCommand):
    help = "Print one sign-in per role of the example workshop, as far as those accounts exist."

    def handle(self, *args: Any, **options: Any) -> None:
        known = set(
            User.objects.filter(email__in=[email for _, email in SIGN_INS]).values_list("email", flat=True)
        )
        for role, email in SIGN_INS:
            if email in known:
                self.stdout.write(f"{role:34} {email:28} {PASSWORD}")
