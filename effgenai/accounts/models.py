from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from effgenai.accounts.keys import new_key, new_token

ORCID = RegexValidator(
    r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$", "An ORCID iD has four groups of four, such as 0000-0002-1825-0097."
)


class UserManager(BaseUserManager["User"]):
    """Makes people who sign in by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person with this address; without a password nobody can sign in as them."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A site administrator, who may create conferences."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Signs in by any verified address of theirs; `email` is the primary one, in lower case.

    `merged_into` is the account that took over everything of this one, when both were the same person's.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    email = models.EmailField("e-mail address")
    name = models.CharField(
        "name", max_length=200, blank=True, help_text="As it should stand on papers and in mails."
    )
    is_staff = models.BooleanField("site administrator", default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="merged"
    )

    # Grows when somebody signs out everywhere: a session is only good for the number it began with.
    sessions_ended = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_address",
                violation_error_message="There is already an account with this address.",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True)
                | models.Q(is_active=False, is_staff=False, is_superuser=False),
                name="a_merged_account_is_closed",
                violation_error_message="Nobody signs in to an account that was merged into another.",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="an_account_is_not_merged_into_itself",
                violation_error_message="An account cannot be merged into itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, or the address where none was given."""
        return str(self)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is compared with at each request; Django asks it for the key in use and old ones."""
        by_password: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # not in the stubs
        if not self.sessions_ended:
            return by_password
        text = f"{by_password}:{self.sessions_ended}"
        return salted_hmac("accounts.sessions", text, secret=secret, algorithm="sha256").hexdigest()


class NewAddress(models.Model):
    """Since when an account has an address that came to it beside another; it resets no password at first."""

    address = models.OneToOneField(EmailAddress, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.address_id} since {self.since:%F %T}"


class Profile(models.Model):
    """What a person tells about themselves once, for all conferences."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    orcid = models.CharField("ORCID iD", max_length=19, blank=True, validators=[ORCID])
    home_page = models.URLField("home page", blank=True)
    time_zone = models.CharField("time zone", max_length=64, blank=True)

    def __str__(self) -> str:
        return f"Profile of {self.user_id}"


class Affiliation(models.Model):
    """Where a person worked, and when. Used for display and for conflicts of the same institution."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="affiliations")
    institution = models.CharField("institution", max_length=200)
    country = models.CharField("country", max_length=80, blank=True)
    start_year = models.PositiveSmallIntegerField("from year", null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(
        "to year", null=True, blank=True, help_text="Empty: still there."
    )

    class Meta:
        ordering = ["-end_year", "-start_year", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_year__isnull=True)
                | models.Q(start_year__isnull=True)
                | models.Q(end_year__gte=models.F("start_year")),
                name="affiliation_ends_after_it_starts",
                violation_error_message="An affiliation cannot end before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.institution


class MergeRequest(models.Model):
    """The question to one person whether two accounts are both theirs. `kept` would take over `gone`.

    Each token is mailed to the address of its account alone, and proves that account. `asked_by` is the
    person themself, or the chair who noticed. Who declines is not asked about this pair again.
    """

    kept = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    gone = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kept_token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    gone_token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True)
    merged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kept", "gone"],
                name="one_question_about_two_accounts",
                violation_error_message="It was asked already whether these accounts are one person's.",
            ),
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("gone")),
                name="a_merge_is_of_two_accounts",
                violation_error_message="An account cannot be merged with itself.",
            ),
            models.CheckConstraint(
                condition=models.Q(declined_at__isnull=True) | models.Q(merged_at__isnull=True),
                name="a_declined_merge_is_not_done",
                violation_error_message="A merge that was declined is not carried out.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"
