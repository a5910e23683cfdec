"""Assignments as files of other systems: HotCRP's and OpenReview's tables and edges, CMT's XML. No database.

HotCRP's bulk assignment has the columns paper, action, email (its help page "Bulk assignments"). The edges of
OpenReview have head (the paper), tail (the person) and weight (its documentation, "Edges"). CMT imports
`<assignments>` with a `<submission submissionId>` for each paper and in it a `<user email>` for each person
(its help page "Import Assignments").
"""

from reviews.assignment_drafts.interchange.lines import BadAssignmentFile, FileContent, FileLine
from reviews.assignment_drafts.interchange.reading import file_text, read_assignments
from reviews.assignment_drafts.interchange.writing import Pair, cmt_xml, hotcrp_table, openreview_table

__all__ = [
    "BadAssignmentFile",
    "FileContent",
    "FileLine",
    "Pair",
    "cmt_xml",
    "file_text",
    "hotcrp_table",
    "openreview_table",
    "read_assignments",
]
