from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from effgenai.ui.csv import csv_response
from reviews.interchange import Pair, cmt_xml, hotcrp_table, openreview_table

FORMATS = {"hotcrp": "HotCRP", "openreview": "OpenReview", "cmt": "CMT"}


def exported(name: str, form: str, pairs: Sequence[Pair]) -> HttpResponseBase:
    """The pairs as a file that one of `FORMATS` takes. CMT's has reviewers alone, unless there are none."""
    if form == "cmt":
        reviewers = [pair for pair in pairs if not pair.is_area_chair] or list(pairs)
        response = HttpResponse(cmt_xml(reviewers), content_type="application/xml; charset=utf-8")
        file = content_disposition_header(as_attachment=True, filename=f"{name}-cmt.xml")
        response["Content-Disposition"], response["Cache-Control"] = file or "", "private, no-store"
        return response
    heading, rows = hotcrp_table(pairs) if form == "hotcrp" else openreview_table(pairs)
    return csv_response(f"{name}-{form}.csv", heading, rows, bom=False)
