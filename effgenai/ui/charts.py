"""Charts drawn by the server as SVG: classes and presentation attributes only, each with its words."""

from __future__ import annotations

import dataclasses
import functools
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

DOTS_WIDTH = 128
DOTS_HEIGHT = 24
DOT_RADIUS = 4.5
STACK_STEP = 3
WEEK = timedelta(weeks=1)
MAX_WEEKS = 12
MAX_DRAWN = 4_096


def _figure(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _svg(kind: str, width: float, height: float, label: str, body: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart chart-{}" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">'
        "<title>{}</title>{}</svg>",
        kind, label, _figure(width), _figure(height), _figure(width), _figure(height), label, body,
    )  # fmt: skip


def _join(*parts: SafeString) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - every part is safe already


def _line(name: str, x1: float, y1: float, x2: float, y2: float) -> SafeString:
    return format_html(
        '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>', name, *map(_figure, (x1, y1, x2, y2))
    )


def _polyline(name: str, points: Sequence[tuple[float, float]]) -> SafeString:
    path = " ".join(f"{_figure(x)},{_figure(y)}" for x, y in points)
    return format_html('<polyline class="{}" points="{}"/>', name, path)


def _text(name: str, x: float, y: float, anchor: str, words: str) -> SafeString:
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        name,
        _figure(x),
        _figure(y),
        anchor,
        words,
    )


def _scale(value: float, low: float, high: float, start: float, end: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return start + min(1.0, max(0.0, share)) * (end - start)


def score_dots(scores: Sequence[float], low: float, high: float) -> SafeString:
    """Draw the scores of one paper as dots on a line from `low` to `high`, with a tick at their mean.

    Many papers of a table have the same scores: those are drawn once.
    """
    return _score_dots(tuple(sorted(scores)), low, high)


@functools.lru_cache(maxsize=MAX_DRAWN)
def _score_dots(scores: tuple[float, ...], low: float, high: float) -> SafeString:
    left, right, middle = DOT_RADIUS + 1, DOTS_WIDTH - DOT_RADIUS - 1, DOTS_HEIGHT / 2
    parts = [_line("chart-axis", left, middle, right, middle)]
    seen: Counter[float] = Counter()
    for score in scores:
        lift = seen[score] * STACK_STEP
        seen[score] += 1
        parts.append(
            format_html(
                '<circle class="chart-dot" cx="{}" cy="{}" r="{}"/>',
                _figure(_scale(score, low, high, left, right)),
                _figure(middle - lift),
                DOT_RADIUS,
            )
        )
    if scores:
        mean = _scale(sum(scores) / len(scores), low, high, left, right)
        parts.append(_line("chart-mean", mean, middle - 9, mean, middle + 7))
    return _svg("dots", DOTS_WIDTH, DOTS_HEIGHT, _score_words(scores, low, high), _join(*parts))


def _score_words(scores: Sequence[float], low: float, high: float) -> str:
    if not scores:
        return "no scores yet"
    given = ", ".join(_figure(score) for score in sorted(scores))
    mean = sum(scores) / len(scores)
    return f"scores {given}; mean {mean:.1f} on a scale of {_figure(low)} to {_figure(high)}"


def cumulative(
    points: Sequence[tuple[datetime, float]],
    start: datetime,
    end: datetime,
    *,
    today: datetime | None = None,
    target: float | None = None,
    earlier: Sequence[tuple[datetime, float]] = (),
    label: str = "",
    width: int = 300,
    height: int = 64,
) -> SafeString:
    """Draw a running total from `start` to `end` (the deadline); dotted from the last point to `target`.

    `earlier` is that of the last edition, moved so that its deadline is at `end`; it is drawn in grey.
    """
    top, bottom = 16.0, height - 1.0
    highest = max([total for _, total in (*points, *earlier)] + [target or 0, 1])

    def place(when: datetime, total: float) -> tuple[float, float]:
        x = _scale(when.timestamp(), start.timestamp(), end.timestamp(), 1, width - 1)
        return x, _scale(total, 0, highest, bottom, top)

    line = [place(when, total) for when, total in points]
    parts = [_line("chart-axis", 0, bottom, width, bottom)]
    if today and start <= today <= end:
        parts += _today_mark(place(today, 0)[0], bottom, width)
    if earlier:
        parts.append(_polyline("chart-line chart-earlier", [place(when, total) for when, total in earlier]))
    if line:
        parts.append(_polyline("chart-line", line))
    if line and target is not None:
        parts.append(_polyline("chart-line chart-hope", [line[-1], place(end, target)]))
    return _svg("cumulative", width, height, _total_words(points, target, label), _join(*parts))


def _today_mark(x: float, bottom: float, width: float) -> list[SafeString]:
    before = x > width / 2
    text = _text("chart-label", x - 4 if before else x + 4, 11, "end" if before else "start", "today")
    return [_line("chart-now", x, 2, x, bottom), text]


def _total_words(points: Sequence[tuple[datetime, float]], target: float | None, label: str) -> str:
    total = _figure(points[-1][1]) if points else "0"
    return f"{label or 'total'} over time: {total}" + (f" of {_figure(target)}" if target is not None else "")


@dataclasses.dataclass(frozen=True, slots=True)
class WeekRow:
    """The totals so many weeks before the deadline; None where that week is yet to come."""

    weeks: int
    total: int | None
    earlier: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Growth:
    """How something grew to its deadline, as a curve and as the table behind it.

    `times` and `earlier` are sorted moments; those of the last edition are moved to this deadline.
    """

    times: Sequence[datetime]
    start: datetime
    end: datetime
    target: int | None = None
    earlier: Sequence[datetime] = ()

    def weeks(self, at: datetime) -> list[WeekRow]:
        """One row a week up to the deadline, at most `MAX_WEEKS` of them, those before the start left out."""
        moments = [(weeks, self.end - weeks * WEEK) for weeks in range(MAX_WEEKS, -1, -1)]
        return [
            WeekRow(
                weeks,
                bisect_right(self.times, moment) if moment <= at else None,
                bisect_right(self.earlier, moment) if self.earlier else None,
            )
            for weeks, moment in moments
            if moment >= self.start
        ]


def totals(times: Sequence[datetime]) -> list[tuple[datetime, float]]:
    """The running total of sorted moments, as the points of a curve."""
    return [(time, float(count)) for count, time in enumerate(times, start=1)]


def growth_curve(growth: Growth, at: datetime, label: str) -> SafeString:
    """Draw both running totals, in the width of a panel."""
    return cumulative(
        totals(growth.times),
        growth.start,
        growth.end,
        today=at,
        target=growth.target,
        earlier=totals(growth.earlier),
        label=label,
        width=520,
        height=120,
    )


def spark(numbers: Sequence[float], *, label: str = "", width: int = 96, height: int = 20) -> SafeString:
    """Draw a line without axes, one word high, for a row of a table."""
    highest, last = max([*numbers, 1]), max(len(numbers) - 1, 1)
    line = [
        (_scale(index, 0, last, 1, width - 3), _scale(number, 0, highest, height - 2, 2))
        for index, number in enumerate(numbers)
    ]
    parts = [_polyline("chart-line", line)]
    if line:
        parts.append(
            format_html('<circle class="chart-dot" cx="{}" cy="{}" r="2"/>', *map(_figure, line[-1]))
        )
    words = f"{label or 'numbers'}: {', '.join(_figure(number) for number in numbers) or 'none'}"
    return _svg("spark", width, height, words, _join(*parts))


def bar(
    value: float, limit: float, highest: float, *, at_least: bool = False, width: int = 160
) -> SafeString:
    """Draw one horizontal bar with a tick at its limit; over the limit, its class and its words say so.

    `at_least` says that the limit is one to reach: nothing is over it.
    """
    over = limit and value > limit and not at_least
    name = "chart-bar chart-over" if over else "chart-bar"
    parts = [
        format_html('<rect class="chart-track" x="0" y="5" width="{}" height="6" rx="1"/>', width),
        format_html(
            '<rect class="{}" x="0" y="5" width="{}" height="6" rx="1"/>',
            name, _figure(_scale(value, 0, highest or 1, 0, width)),
        ),
    ]  # fmt: skip
    if limit:
        tick = _scale(limit, 0, highest or 1, 0, width - 1)
        parts.append(_line("chart-mean", tick, 2, tick, 14))
    kind = "least" if at_least else "most"
    words = f"{_figure(value)} of at {kind} {_figure(limit)}" if limit else _figure(value)
    return _svg("bar", width, 16, words + (", over the limit" if over else ""), _join(*parts))


def load_bars(rows: Sequence[tuple[str, float, float]], *, at_least: bool = False) -> SafeString:
    """Return a table of (name, load, limit), a bar a row: to be read, copied and heard as well as seen."""
    highest = max([max(value, limit) for _, value, limit in rows] + [1])
    lines = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="num">{}</td><td>{}</td></tr>',
        (
            (
                name,
                _figure(value) + (f" / {_figure(limit)}" if limit else ""),
                bar(value, limit, highest, at_least=at_least),
            )
            for name, value, limit in rows
        ),
    )
    return format_html('<table class="table load">{}</table>', lines)


def trade_off(
    points: Sequence[tuple[float, float]],
    chosen: int,
    *,
    across: str,
    up: str,
    width: int = 320,
    height: int = 120,
) -> SafeString:
    """Draw what more of one thing (`across`) costs of another (`up`); the chosen point is the larger dot."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    places = [
        (
            _scale(x, min(xs), max(xs), 8, width - 8),
            _scale(y, min(ys), max(ys), height - 24, 20),
        )
        for x, y in points
    ]
    bottom = height - 14
    parts = [_line("chart-axis", 0, bottom, width, bottom), _polyline("chart-line", places)]
    for number, (x, y) in enumerate(places):
        radius = 6 if number == chosen else 3
        parts.append(
            format_html('<circle class="chart-dot" cx="{}" cy="{}" r="{}"/>', _figure(x), _figure(y), radius)
        )
    parts.append(_text("chart-label", 0, 10, "start", f"{up}: {min(ys):.2f} to {max(ys):.2f}"))
    parts.append(_text("chart-label", width, height - 2, "end", f"{across}: {min(xs):.3f} to {max(xs):.3f}"))
    falls, rises = f"{max(ys):.2f} to {min(ys):.2f}", f"{min(xs):.3f} to {max(xs):.3f}"
    words = f"{up} falls from {falls} as {across.lower()} rises from {rises}"
    return _svg("curve", width, height, words, _join(*parts))
