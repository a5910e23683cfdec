"""The tags and filters of every template; docs/ui.md shows each in use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from effgenai.ui import charts, dates
from effgenai.ui.forms import drawing as forms
from effgenai.ui.navigation import Chip, NavItem, TimelinePoint, public_nav
from effgenai.ui.text import markdown, numbers, titles
from effgenai.ui.text.directions import names_apart, own_direction
from effgenai.ui.web.bundles import bundle

register = template.Library()

register.simple_tag(charts.score_dots)
register.simple_tag(charts.cumulative)
register.simple_tag(charts.growth_curve)
register.simple_tag(charts.load_bars)
register.simple_tag(charts.spark)
register.simple_tag(charts.trade_off)
register.simple_tag(forms.error_summary)
register.simple_tag(forms.field)
register.simple_tag(forms.fields)
register.simple_tag(forms.fieldset_fields)

HTMX_CONFIG = (
    '{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true,"historyCacheSize":0}'
)
Moment = datetime | None
NOT_YET = ", for you alone: the button saves it for good"
STATUS_SIGNS = {"good": "✓", "attention": "!", "bad": "×", "info": "i", "quiet": "·"}


def _query(context: Context) -> QueryDict:
    request: HttpRequest | None = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)


def _now(context: Context, now: Moment) -> datetime:
    """What the tag was given, or when the request began: every page has it."""
    present: datetime = now or context["now"]
    return present


def _is_export(context: Context) -> bool:
    return bool(context.get("is_export"))


# --- Frames --------------------------------------------------------------------------------------------
@register.simple_tag
def bundle_url(name: str) -> str:
    """Address of a bundle of styles or scripts."""
    stem, _, kind = name.partition(".")
    return reverse("ui:asset", args=[stem, bundle(name).digest, kind])


@register.simple_tag(takes_context=True)
def theme_attribute(context: Context) -> SafeString:
    """`data-theme` as the reader chose it, or nothing: then the device decides."""
    request: HttpRequest | None = context.get("request")
    theme = request.COOKIES.get("theme") if request else None
    return format_html(' data-theme="{}"', theme) if theme in {"light", "dark"} else SafeString()


@register.simple_tag(takes_context=True)
def written_lang(context: Context) -> SafeString:
    """` lang` of what the people of the conference wrote; nothing where that is English, as the page is."""
    language: str = getattr(context.get("conference"), "language", "en")
    is_english = language.partition("-")[0] == "en"
    return SafeString() if is_english else format_html(' lang="{}"', language)


@register.simple_tag
def conference_theme(conference: Any) -> SafeString:
    """Link to the accent of the conference, if there is one; the colour in the address renews the cache."""
    accent = getattr(conference, "accent", "")
    if not accent:
        return SafeString()
    return format_html('<link rel="stylesheet" href="/{}/theme.css?{}">', conference.slug, accent.lstrip("#"))


@register.simple_tag
def htmx() -> SafeString:
    """The htmx script, for pages that use it, told to keep within our content-security policy."""
    script = static("django_htmx/htmx-2.min.js")
    return format_html(
        '<meta name="htmx-config" content="{}"><script src="{}" defer></script>', HTMX_CONFIG, script
    )


@register.simple_tag(takes_context=True)
def site_navigation(context: Context) -> Sequence[NavItem]:
    """`site_nav` of the context, or the standing pages of the conference."""
    given: Sequence[NavItem] | None = context.get("site_nav")
    conference = context.get("conference")
    if given is not None or conference is None:
        return given or []
    request = context.get("request")
    return public_nav(conference, request.path if request else "")


@register.simple_block_tag
def capture(content: str) -> SafeString:
    """Keep a block's content in a variable: `{% capture as page_title %}...`."""
    return mark_safe(content.strip())  # noqa: S308 - it was rendered, and so escaped, by the template


@register.simple_block_tag
def one_line(content: str) -> SafeString:
    """The same for what stands in an attribute or a title: without its line breaks."""
    return mark_safe(" ".join(content.split()))  # noqa: S308 - see capture


@register.simple_tag(takes_context=True)
def saves_itself(context: Context) -> SafeString:
    """The attributes of a form whose view wears `saves_itself`; its bar says when it was saved."""
    request: Any = context["request"]
    mine = request.unfinished
    # A page that answers a button shows what was sent, which had saved itself before.
    goes_on = mine is not None and (request.method == "POST" or "unfinished" in request.GET)
    return format_html(
        ' data-autosave-url="{}" data-autosave-version="{}" data-autosave-own data-autosave-note="{}"',
        request.path, mine.version if goes_on else 0, NOT_YET,
    )  # fmt: skip


# --- Dates ---------------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def when(context: Context, instant: Moment, zone: str = "UTC", now: Moment = None) -> SafeString:
    """The moment as people need it: "in 3 days · Fri 22 Aug, 23:59 AoE"."""
    if instant is None:
        return SafeString("not set")
    present = _now(context, now)
    words = f"{dates.relative(instant, present)} · {dates.moment(instant, zone, present)}"
    if _is_export(context):
        words = dates.moment(instant, zone, present)
    return format_html('<time class="when" datetime="{}" data-local>{}</time>', _machine(instant), words)


@register.simple_tag(takes_context=True)
def moment(context: Context, instant: Moment, zone: str = "UTC", now: Moment = None) -> SafeString:
    """The moment alone: "Fri 22 Aug, 23:59 AoE"."""
    if instant is None:
        return SafeString("not set")
    words = dates.moment(instant, zone, _now(context, now))
    return format_html('<time class="when" datetime="{}" data-local>{}</time>', _machine(instant), words)


@register.simple_tag
def day(instant: Moment, zone: str = "UTC", *, year: bool = True) -> SafeString:
    """The calendar day: "22 Aug 2026"."""
    if instant is None:
        return SafeString("not set")
    words = dates.day(instant, zone, year=year)
    return format_html('<time datetime="{}" data-local>{}</time>', _machine(instant), words)


@register.simple_tag(takes_context=True)
def countdown(context: Context, instant: datetime, zone: str = "UTC", now: Moment = None) -> SafeString:
    """What is left, "3 days 7 h", kept live by the script; the moment itself once it has passed.

    Left out where the page is written to a folder: the moment stands beside it.
    """
    if _is_export(context):
        return SafeString()
    present = _now(context, now)
    words = dates.countdown(instant, present) or dates.moment(instant, zone, present)
    return format_html(
        '<time class="countdown" datetime="{}" data-countdown="{}">{}</time>',
        _machine(instant), _machine(present), words,
    )  # fmt: skip


@register.simple_tag
def reader_time(
    instant: datetime, *, full: bool = False, bare: bool = False, now: Moment = None
) -> SafeString:
    """The moment in the reader's own zone, by the script: "Sat 13:59 your time"; in full, UTC without it.

    `bare` is in full where a heading says whose time it is; `now` adds the year if it is another one.
    """
    if full or bare:
        words, form = dates.moment(instant, "UTC", now), "bare" if bare else "full"
        return format_html('<time datetime="{}" data-local="{}">{}</time>', _machine(instant), form, words)
    return format_html(
        '<time class="reader-time" datetime="{}" data-local="short" hidden></time>', _machine(instant)
    )


@register.filter
def relative(instant: Moment, now: datetime) -> str:
    """How far away: "in 3 days"."""
    return dates.relative(instant, now) if instant else "never"


def _machine(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- Words and numbers ---------------------------------------------------------------------------------
@register.simple_tag
def status(kind: str, words: Any) -> SafeString:
    """A state as a sign and a word; the colour only repeats what they say."""
    sign = STATUS_SIGNS.get(kind, STATUS_SIGNS["quiet"])
    return format_html(
        '<span class="status status-{}"><span class="sign" aria-hidden="true">{}</span>{}</span>',
        kind, sign, words,
    )  # fmt: skip


register.filter("own_direction", own_direction)
register.filter("names_apart", names_apart)


@register.simple_tag
def number(value: float | None) -> str:
    """12,345; an en dash where there is no number."""
    return "–" if value is None else f"{value:,}"


register.simple_tag(numbers.counted, name="plural")


@register.simple_tag
def stat(value: Any, label: str, url: str = "", one: str = "") -> SafeString:
    """One number of a row of numbers; with an address it is a link to the rows behind it.

    `one` is the label of the number 1.
    """
    words = one if one and str(value) == "1" else label
    link = format_html('<a href="{}" aria-label="{} {}">{}</a>', url, value, words, value)
    return format_html('<p class="stat"><b>{}</b> <span>{}</span></p>', link if url else value, words)


@register.simple_tag
def progress(done: float, total: float, label: str) -> SafeString:
    """A progress bar with its numbers in words."""
    return format_html(
        '<div class="progress"><span class="progress-words"><b>{} / {}</b> {}</span>'
        '<progress value="{}" max="{}" aria-label="{}"></progress></div>',
        done, total, label, done, total or 1, label,
    )  # fmt: skip


register.filter("markdown", markdown.render_markdown)
register.filter("inline_math", markdown.render_inline)
register.filter("plain_title", titles.plain_title)
register.filter("plain_prose", titles.plain_prose)


# --- Blocks --------------------------------------------------------------------------------------------
@register.simple_block_tag
def stats(content: str) -> SafeString:
    """The frame of a row of numbers."""
    return format_html('<div class="stats">{}</div>', content)


@register.simple_block_tag
def callout(content: str, kind: str = "info", title: str = "") -> SafeString:
    """A remark that stands apart: good, attention, bad or info."""
    head = format_html('<p class="callout-title">{}</p>', title) if title else ""
    sign = STATUS_SIGNS.get(kind, "i")
    return format_html(
        '<div class="callout callout-{}"><span class="sign" aria-hidden="true">{}</span>'
        "<div>{}{}</div></div>",
        kind, sign, head, content,
    )  # fmt: skip


@register.simple_block_tag
def empty_state(content: str, title: str, url: str = "", action: str = "") -> SafeString:
    """What an empty page says: what will appear here, and the button that makes the first one."""
    button = format_html('<p><a class="button primary" href="{}">{}</a></p>', url, action) if url else ""
    drawing = render_to_string("ui/empty_drawing.html")
    return format_html('<div class="empty">{}<h2>{}</h2><p>{}</p>{}</div>', drawing, title, content, button)


@register.simple_tag
def crumbs(*parts: str) -> SafeString:
    """Where the page lies: label, address, label, address, ..., and at the end a label alone."""
    *pairs, last = parts if len(parts) % 2 else (*parts, "")
    links = format_html_join("", '<li><a href="{1}">{0}</a></li>', zip(pairs[::2], pairs[1::2], strict=True))
    end = format_html('<li aria-current="page">{}</li>', last) if last else ""
    return format_html('<nav class="crumbs" aria-label="Where you are"><ol>{}{}</ol></nav>', links, end)


@register.simple_tag
def tabs(items: Iterable[NavItem], label: str = "Parts of this page") -> str:
    """A row of links to sister pages."""
    return render_to_string("components/tabs.html", {"items": items, "label": label})


@register.simple_tag
def timeline(points: Iterable[TimelinePoint]) -> str:
    """A vertical line of points, the present one marked."""
    return render_to_string("components/timeline.html", {"points": points})


@register.simple_tag
def pairs(rows: Iterable[tuple[Any, Any]]) -> SafeString:
    """A definition list of terms and texts."""
    return format_html(
        '<dl class="pairs">{}</dl>', format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows)
    )


# --- Tables --------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def filter_bar(
    context: Context, chips: Iterable[Chip] = (), placeholder: str = "", label: str = "Search and filter"
) -> str:
    """The search box of a table with ready-made filters; sorting is kept, the page number is not."""
    query = _query(context)
    text = query.get("q", "")
    others = [(key, value) for key, values in query.lists() for value in values if key not in {"q", "page"}]
    links = [(chip, chip.current or chip.query == text, _with(query, chip.query)) for chip in chips]
    return render_to_string(
        "components/filter_bar.html",
        {"text": text, "others": others, "links": links, "placeholder": placeholder, "label": label},
    )


def _with(query: QueryDict, text: str) -> str:
    changed = query.copy()
    changed["q"] = text
    changed.pop("page", None)
    return changed.urlencode()


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page[Any], noun: str = "rows") -> str:
    """Links to the neighbouring pages, with what is shown of how much."""
    query = _query(context)

    def address(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    pages = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    links = [
        (str(name), address(name) if isinstance(name, int) else "", name == page.number) for name in pages
    ]
    around = {
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }
    shown = {"page": page, "links": links, "noun": noun, **around}
    return render_to_string("components/pagination.html", shown)
