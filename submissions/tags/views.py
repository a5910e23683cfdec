"""The tags of one paper, and the page of all of them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.ui.text.numbers import counted
from submissions.core.models import Submission
from submissions.tags.forms import MAX_TYPED, OneTagForm, RemovedTagsForm, TagChangeForm, TagsForm
from submissions.tags.queries import COLUMNS, known_words, tag_counts
from submissions.tags.services import change_tags, numbers_with, rename_tag

chair = requires(Fact.IS_CHAIR)


@chair
@require_POST
def paper_tags(request: MemberRequest, number: int) -> HttpResponse:
    """Put tags on a paper, or take one off."""
    get_object_or_404(Submission.objects.handled_by(request.viewer), number=number)
    removed, form = RemovedTagsForm(request.POST).asked("remove"), TagsForm(request.POST)
    try:
        if removed:
            change_tags(viewer=request.viewer, numbers=[number], remove=removed, at=request.at)
        elif form.is_valid():
            words = form.cleaned_data["tags"]
            change_tags(viewer=request.viewer, numbers=[number], add=words, at=request.at)
        else:
            messages.error(request, " ".join(map(str, form.errors["tags"])))
            return _with_what_was_typed(request, number)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("submissions:paper", request.conference.slug, number)


def _with_what_was_typed(request: MemberRequest, number: int) -> HttpResponse:
    paper = reverse("submissions:paper", args=[request.conference.slug, number])
    return redirect(f"{paper}?{urlencode({'tags': request.POST.get('tags', '')[:MAX_TYPED]})}#tags")


@chair
@require_GET
def tag_words(request: MemberRequest) -> JsonResponse:
    """The words to suggest, once somebody begins to type."""
    return JsonResponse({"words": known_words(request.viewer)})


@chair
@require_http_methods(["GET", "POST"])
def tags(request: MemberRequest) -> HttpResponse:
    """All tags; one is renamed, or taken off all papers that the chair handles."""
    asked = TagChangeForm(request.POST)
    form = OneTagForm(request.POST if asked.asked("do") == "rename" else None)
    if request.method == "POST" and _change(request, asked, form):
        return redirect("submissions:tags", request.conference.slug)
    context = {
        **desk_page(request.viewer, "submissions"),
        "columns": COLUMNS,
        "counts": tag_counts(request.viewer),
        "form": form,
        "word": asked.asked("word"),
    }
    return render(request, "submissions/tags/tags.html", context)


def _change(request: MemberRequest, asked: TagChangeForm, form: OneTagForm) -> bool:
    """Whether it was done; what was typed is shown again if not."""
    word = asked.asked("word")
    try:
        if asked.asked("do") == "delete":
            numbers = numbers_with(request.viewer, word)
            count = change_tags(viewer=request.viewer, numbers=numbers, remove=[word], at=request.at)
            messages.success(request, f"“{word}” is off {counted(count, 'paper')}.")
        elif form.is_valid():
            to = form.cleaned_data["to"]
            count = rename_tag(viewer=request.viewer, word=word, to=to, at=request.at)
            messages.success(request, f"“{word}” is “{to}” now, on {counted(count, 'paper')}.")
        else:
            return False
    except Refused as refusal:
        messages.error(request, str(refusal))
    return True
