"""News."""

from __future__ import annotations

import datetime as dt

from django.db import models

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.models import Conference


class NewsQuerySet(models.QuerySet["News"]):
    """Pieces of news, by who asks."""

    def public(self, at: dt.datetime) -> NewsQuerySet:
        """Those that are published by then, the newest first."""
        return self.filter(published_at__lte=at)


class News(models.Model):
    """A piece of news. Without `published_at` it is a draft; with one in the future it waits for it."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="news")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    title = models.CharField("title", max_length=160)
    body = models.TextField("text", blank=True, help_text="Markdown with $formulas$.")
    published_at = models.DateTimeField("published", null=True, blank=True)
    updated_at = models.DateTimeField()

    objects = NewsQuerySet.as_manager()

    class Meta:
        ordering = [models.F("published_at").desc(nulls_first=True), "-id"]
        verbose_name_plural = "news"

    def __str__(self) -> str:
        return self.title
