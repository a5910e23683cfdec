from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from effgenai.ui.styleguide import samples

PAGES = {
    "home": "Public home",
    "call": "Public text",
    "desk": "Chair's desk",
    "paper": "A person's page",
    "review": "Review beside the paper",
    "confirm": "Before something big",
    "empty": "Empty page",
}


def _choose_theme(request: HttpRequest) -> None:
    if request.GET.get("theme") in {"light", "dark"}:
        request.COOKIES["theme"] = request.GET["theme"]


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show every component; `?theme=dark` shows it in the dark."""
    _choose_theme(request)
    page = Paginator(range(142), 10).page(4)
    return render(request, "ui/styleguide.html", {**samples.context(), "page": page, "pages": PAGES})


@require_safe
def example(request: HttpRequest, page: str) -> HttpResponse:
    """Show a whole page made of the components."""
    if page not in PAGES:
        raise Http404
    _choose_theme(request)
    return render(request, f"ui/examples/{page}.html", samples.context())
