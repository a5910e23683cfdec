"""People of the public site: organisers and speakers."""

from __future__ import annotations

from django.db import models

from effgenai.conferences.core.models import Conference
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.pictures.models import Image


class Person(models.Model):
    """Someone shown on the people page: an organiser, a speaker. Needs no account."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="people")
    group = models.CharField("group", max_length=12, choices=PeopleGroup, default=PeopleGroup.ORGANISER)
    name = models.CharField("name", max_length=200)
    affiliation = models.CharField("affiliation", max_length=200, blank=True)
    note = models.CharField("note", max_length=200, blank=True, help_text="A role, or the title of a talk.")
    home_page = models.URLField("home page", blank=True)
    photo = models.ForeignKey(
        Image, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="photo"
    )
    talk = models.TextField("about the talk", blank=True, help_text="Markdown with $formulas$.")
    biography = models.TextField("biography", blank=True, help_text="Markdown.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name
