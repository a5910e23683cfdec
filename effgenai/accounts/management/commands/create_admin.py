from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from effgenai.accounts.queries import person_with
from effgenai.accounts.services import create_person, make_site_admin


class Command(BaseCommand):
    help = "Make a site administrator, who may create conferences. An existing account is promoted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="address to sign in with")
        parser.add_argument("--name", default="", help="as it should stand in mails")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        known, at = person_with(email), timezone.now()
        if known:
            make_site_admin(user=known, at=at)
            self.stdout.write(f"{known} is a site administrator now.")
            return
        self._check(validate_email, email)
        password = self._password()
        create_person(email=email, name=name, password=password, is_admin=True, at=at)
        self.stdout.write(f"{email} can sign in as a site administrator.")

    def _password(self) -> str:
        """Ask for it twice at a terminal; otherwise take the first line of the input."""
        if not sys.stdin.isatty():
            password = sys.stdin.readline().rstrip("\n")
        else:
            password = getpass.getpass("Password: ")
            if password != getpass.getpass("The same again: "):
                raise CommandError("The two passwords differ.")
        self._check(validate_password, password)
        return password

    @staticmethod
    def _check(validator: Any, value: str) -> None:
        try:
            validator(value)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
