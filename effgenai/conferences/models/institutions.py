"""Institutions under the names and domains by which conflicts of interest know them."""

from __future__ import annotations

from django.db import models

from effgenai.conferences.models.conference import Conference


class Institution(models.Model):
    """One institution that is written in several ways: its other names and its mail domains, one a line."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="institutions")
    name = models.CharField("name", max_length=200)
    aliases = models.TextField("other names and mail domains", max_length=2000)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="one_institution_of_a_name",
                violation_error_message="There is already an institution of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def other_names(self) -> list[str]:
        """The other names and domains, without empty lines."""
        return [line.strip() for line in self.aliases.splitlines() if line.strip()]
