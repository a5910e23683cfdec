"""The release as a workbook for the venue: a sheet for each day, and one for the rooms."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from effgenai.conferences.core.models import Conference
from effgenai.ui.text.controls import without_controls
from effgenai.ui.text.titles import plain_title
from program.core.models import Room
from program.schedule.queries.released import Day, Schedule, SessionView

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OF_ROOMS = ("Room", "Places", "Equipment", "How to get there", "Map")
MOMENT = "yyyy-mm-dd hh:mm"
_WRITTEN = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")
# Columns as wide as what usually stands in them, in letters.
DAY_WIDTHS = (17, 17, 9, 22, 8, 28, 14, 40, 26, 8, 20)
ROOM_WIDTHS = (22, 8, 40, 40, 40)


def venue_workbook(conference: Conference, schedule: Schedule) -> bytes:
    """Each session with its room's places and equipment as they are today; moments are those of the venue.

    Nothing in it is a formula. One query.
    """
    rooms = list(conference.rooms.all())
    by_name = {room.name: room for room in rooms}
    book = Workbook()
    if book.active:
        book.remove(book.active)
    header = _of_day(schedule.release.time_zone)
    for day in schedule.days:
        rows = [_session(session, by_name.get(session.room)) for session in day.sessions]
        _fill(book.create_sheet(_name(day)), header, rows, DAY_WIDTHS)
    _fill(book.create_sheet("Rooms"), OF_ROOMS, map(_room, rooms), ROOM_WIDTHS)
    written = io.BytesIO()
    book.save(written)
    return _without_moments(written)


def _without_moments(written: io.BytesIO) -> bytes:
    """The same workbook without when it was written, so that what did not change is the same bytes."""
    packed = io.BytesIO()
    with ZipFile(written) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "docProps/core.xml":
                content = _WRITTEN.sub(b"", content)
            new.writestr(ZipInfo(info.filename), content, ZIP_DEFLATED)
    return packed.getvalue()


def _name(day: Day) -> str:
    return f"{day.date:%a} {day.date.day} {day.date:%b} {day.date.year}"


def _of_day(zone_name: str) -> Sequence[str]:
    return (
        f"Begins ({zone_name})", f"Ends ({zone_name})", "Minutes", "Room", "Places", "Equipment", "Kind",
        "Session", "Chair", "Talks", "Boards",
    )  # fmt: skip


def _session(session: SessionView, room: Room | None) -> Sequence[Any]:
    boards = [talk.board for talk in session.talks if talk.board]
    return (
        session.starts_at.replace(tzinfo=None),
        session.ends_at.replace(tzinfo=None),
        round((session.ends_at.timestamp() - session.starts_at.timestamp()) / 60),
        session.room,
        room.capacity if room else None,
        room.equipment if room else "",
        session.kind_label,
        plain_title(session.title),
        session.chair,
        len(session.talks),
        ", ".join(boards),
    )


def _room(room: Room) -> Sequence[Any]:
    return room.name, room.capacity, room.equipment, room.note, room.map_url


def _fill(
    sheet: Worksheet, header: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[int]
) -> None:
    for row, values in enumerate([header, *rows], 1):
        for column, value in enumerate(values, 1):
            _write(sheet, row, column, value)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]  # each sheet has them


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    cell = sheet.cell(row, column)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if isinstance(value, str):
        cell.value = without_controls(value)
        cell.data_type = "s"  # a name such as "=1+1" would be a formula
    else:
        cell.value = value
    if isinstance(value, dt.datetime):
        cell.number_format = MOMENT
