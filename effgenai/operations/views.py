from __future__ import annotations

import hmac

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST

from effgenai.accounts.models import User
from effgenai.accounts.sign_in.guards import signed_in
from effgenai.operations import queries
from effgenai.operations.figures import figures
from effgenai.storage.queries import file_findings

ROWS_A_PAGE = 50


@never_cache
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for who has the token; for all others there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise Http404
    return HttpResponse(figures(timezone.now()), content_type=CONTENT_TYPE_LATEST)


@signed_in
@never_cache
@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """How the installation is."""
    _only_admins(request)
    at = timezone.now()
    mails, tasks = queries.failures(at)
    report = file_findings()
    context = {
        "work": queries.work(at),
        "keeping": queries.keeping(report, at),
        "finding_columns": queries.FINDING_COLUMNS,
        "findings": report.findings,
        "versions": queries.versions(),
        "mails": mails,
        "tasks": tasks,
    }
    return render(request, "operations/status.html", context)


@signed_in
@never_cache
@require_GET
def mails(request: HttpRequest) -> HttpResponse:
    """Mails that did not arrive and that no chair is told of."""
    _only_admins(request)
    at = timezone.now()
    page = Paginator(queries.account_mails(at), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "columns": queries.ACCOUNT_MAIL_COLUMNS,
        "page_obj": page,
        "unlisted_columns": queries.UNLISTED_MAIL_COLUMNS,
        "unlisted": queries.unlisted_mails(at),
    }
    return render(request, "operations/mails.html", context)


@signed_in
@never_cache
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """Background tasks that failed."""
    _only_admins(request)
    page = Paginator(queries.failed_tasks(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "operations/tasks.html", {"columns": queries.TASK_COLUMNS, "page_obj": page})


def _only_admins(request: HttpRequest) -> None:
    """For everybody else there is no such page."""
    if not isinstance(request.user, User) or not request.user.is_staff:
        raise Http404
