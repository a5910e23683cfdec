from __future__ import annotations

from django.db.models import QuerySet

from effgenai.audit.models import AuditLine


def lines_besides_defaults() -> QuerySet[AuditLine]:
    """The record without the lines that every conference begins with: its defaults are installed."""
    return AuditLine.objects.exclude(action__endswith=".install")
