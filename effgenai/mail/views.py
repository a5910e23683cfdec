from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.hidden import hidden_papers
from effgenai.conferences.core.viewer import Fact, Viewer
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.mail import services
from effgenai.mail.delivery.undelivered import origin_of
from effgenai.mail.models import Mailing, OutboundEmailQuerySet
from effgenai.mail.queries import (
    MAIL_COLUMNS,
    MAILING_COLUMNS,
    MailingRow,
    effects_of_stopping,
    look_of,
    mail_desk,
    progress_of,
    read_by,
    search,
    unwritten_of,
    visible_mails,
    without_author,
)
from effgenai.mail.rules import why_not_retry
from effgenai.mail.states import EmailState
from effgenai.ui.forms.asked import SearchForm
from effgenai.ui.text.numbers import counted

ROWS_A_PAGE = 50
MAILS_PER_PAGE = 20


@requires(Fact.IS_CHAIR)
@require_GET
def desk(request: MemberRequest) -> HttpResponse:
    """Every mail and mailing of the conference that the chair may see."""
    page = mail_desk(request.viewer, SearchForm(request.GET).text)
    shown = Paginator(page.mails, ROWS_A_PAGE).get_page(request.GET.get("page"))
    columns = {"mailing_columns": MAILING_COLUMNS, "mail_columns": MAIL_COLUMNS}
    context = {**columns, "page": page, "page_obj": shown, "rows": _with_looks(shown)}
    return _page(request, "mail/desk.html", context)


@requires(Fact.IS_CHAIR)
@require_GET
def mailing(request: MemberRequest, key: str) -> HttpResponse:
    """A mailing: what will happen, each letter as its receiver reads it, and how far it is."""
    row = _row(request.viewer, key)
    if request.htmx:  # type: ignore[attr-defined]  # django-htmx adds it
        return _progress(request, row)
    mails = search(read_by(request.viewer, _mails_of(request, row)), SearchForm(request.GET).text)
    shown = Paginator(mails.order_by("pk"), MAILS_PER_PAGE).get_page(request.GET.get("page"))
    return _page(request, "mail/mailing.html", {"row": row, "page_obj": shown, "rows": _with_looks(shown)})


def _progress(request: MemberRequest, row: MailingRow) -> HttpResponse:
    """The bar alone; once nothing moves any longer the whole page is shown anew, buttons and all."""
    answer = render(request, row.progress_template, {"row": row})
    if not row.is_moving:
        answer["HX-Refresh"] = "true"
    return answer


@requires(Fact.IS_CHAIR)
@require_GET
def mail(request: MemberRequest, key: str) -> HttpResponse:
    """One mail as it was written, and what became of it."""
    mails = read_by(request.viewer, visible_mails(request.viewer).select_related("mailing"))
    found = get_object_or_404(mails, key=key)
    context = {
        "look": look_of(found),
        "why_not_retry": why_not_retry(found),
        "origin": origin_of(found),
        "mail": without_author(found),
    }
    return _page(request, "mail/mail.html", context)


@requires(Fact.IS_CHAIR)
@require_POST
def approve(request: MemberRequest, key: str) -> HttpResponse:
    """Send what the chair has read."""
    return _act(request, key, services.approve_mailing, "{} approved and on the way.")


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def stop(request: MemberRequest, key: str) -> HttpResponse:
    """Say who would get nothing, then keep back what has not left."""
    if request.method == "POST":
        return _act(request, key, services.stop_mailing, "{} stopped.")
    row = _row(request.viewer, key)
    return _page(request, "mail/stop.html", {"row": row, "effects": effects_of_stopping(request.viewer, row)})


@requires(Fact.IS_CHAIR)
@require_POST
def retry(request: MemberRequest, key: str) -> HttpResponse:
    """Try the mails of a mailing again that could not be delivered."""
    return _act(request, key, services.retry_failed, "{} will be tried again.")


@requires(Fact.IS_CHAIR)
@require_POST
def retry_mail(request: MemberRequest, key: str) -> HttpResponse:
    """Try one mail again."""
    return _act_on_mail(request, key, services.retry_mail, "The mail will be tried again.")


@requires(Fact.IS_CHAIR)
@require_POST
def leave_mail(request: MemberRequest, key: str) -> HttpResponse:
    """Let one mail be that could not be delivered."""
    return _act_on_mail(request, key, services.leave_failed, "The mail is let be, and counts no longer.")


def _act_on_mail(request: MemberRequest, key: str, service: Any, done: str) -> HttpResponse:
    found = get_object_or_404(visible_mails(request.viewer), key=key)
    try:
        service(mail=found, viewer=request.viewer)
        messages.success(request, done)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("mail:mail", request.conference.slug, key)


def _act(request: MemberRequest, key: str, service: Any, done: str) -> HttpResponse:
    found = _find(request.viewer, key)
    try:
        number = service(mailing=found, viewer=request.viewer)
        messages.success(request, done.format(counted(number, "mail")))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("mail:mailing", request.conference.slug, key)


def _find(viewer: Viewer, key: str) -> Mailing:
    visible = Mailing.objects.visible_to(viewer, hidden_papers=hidden_papers(viewer))
    return get_object_or_404(visible.select_related("created_by"), key=key)


def _row(viewer: Viewer, key: str) -> MailingRow:
    found = _find(viewer, key)
    mails = visible_mails(viewer).filter(mailing=found)
    held = mails.filter(state=EmailState.HELD)
    unwritten = unwritten_of(found, viewer).count()
    return MailingRow(
        found,
        progress_of(mails),
        to_made_up=held.to_made_up_addresses().count(),
        unwritten=unwritten,
        written=mails.values("paper").distinct().count() if unwritten else 0,
    )


def _with_looks(mails: Any) -> list[Any]:
    looks = [(mail, look_of(mail)) for mail in mails]
    return [(without_author(mail), *look) for mail, look in looks]


def _mails_of(request: MemberRequest, row: MailingRow) -> OutboundEmailQuerySet:
    return visible_mails(request.viewer).filter(mailing=row.mailing)


def _page(request: MemberRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {**desk_page(request.viewer, "mail"), **context})
