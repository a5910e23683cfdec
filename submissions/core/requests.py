"""What requests about papers have in common: what was sent, what was asked, one's own paper."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from effgenai.conferences.web.http import MemberRequest
from effgenai.files.models import StoredFile
from submissions.core.models import Submission


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, an empty one too; None if nothing was sent."""
    return request.POST if request.method == "POST" else None


def asked(query: QueryDict, name: str) -> str:
    """What an address or a form says, without the character that the database cannot take."""
    return query.get(name, "").replace("\x00", "").strip()


def own_paper(request: MemberRequest, number: int) -> Submission:
    """The viewer's own paper of that number; a paper of others does not exist here."""
    own = Submission.objects.filter(conference=request.conference).written_by(request.user)
    return get_object_or_404(own.select_related("conference", "track", "manuscript"), number=number)


def arrived_before(request: MemberRequest, sent: QueryDict | None = None) -> StoredFile | None:
    """The file that an earlier request of this person brought, which the form sends along as `kept`.

    `sent` is what the form says, if it is not what this request was sent with.
    """
    mine = StoredFile.objects.filter(conference=request.conference, stored_by=request.user)
    return mine.filter(key=asked(request.POST if sent is None else sent, "kept")).first()
