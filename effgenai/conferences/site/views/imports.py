"""Pages from files, in the browser: each becomes a draft, whose editor shows it and lists what it lost."""

from __future__ import annotations

from pathlib import PurePath

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.site.forms import PageFileForm
from effgenai.conferences.site.importing.front_matter import UnreadablePage
from effgenai.conferences.site.importing.home import read_home_page
from effgenai.conferences.site.importing.pages import is_named_markdown, read_page
from effgenai.conferences.site.queries.home import live_home
from effgenai.conferences.site.services.imports import Import, ImportOutcome, import_home, import_page
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.ui.text.reading.decoding import BadTable, decode

OUTCOMES = {
    ImportOutcome.PAGE: "The file is imported as a draft: visitors do not see it yet.",
    ImportOutcome.DRAFT: "The file is imported as a draft; visitors see the page as it was.",
    ImportOutcome.UNCHANGED: "The page says already what the file says.",
}


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def import_file(request: MemberRequest) -> HttpResponse:
    """Make a draft of a page, or of the home page, from a file."""
    form = PageFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _imported(request, form)
        except (UnreadablePage, BadTable, Refused) as error:
            form.add_error("upload", str(error))
        except ValidationError as error:
            form.add_error("slug", " ".join(error.messages))
    return desk_response(request, "conferences/site/desk/import.html", "site", form=form)


def _imported(request: MemberRequest, form: PageFileForm) -> HttpResponse:
    upload, conference = form.cleaned_data["upload"], request.conference
    text, is_markdown = decode(upload.read()).text, is_named_markdown(upload.name)
    doing = Import(by=request.user, at=request.at, replace_draft=form.cleaned_data["replace_draft"])
    if form.cleaned_data["as_home"]:
        home = read_home_page(text, present=live_home(conference), is_markdown=is_markdown)
        outcome = import_home(conference=conference, imported=home, doing=doing)
        messages.success(request, OUTCOMES[outcome])
        return redirect("conferences:home_editor", conference.slug)
    slug = form.cleaned_data["slug"] or slugify(PurePath(upload.name).stem)
    page, outcome = import_page(
        conference=conference, slug=slug, imported=read_page(text, is_markdown=is_markdown), doing=doing
    )
    messages.success(request, OUTCOMES[outcome])
    return redirect("conferences:edit_page", conference.slug, page.pk)
