from __future__ import annotations

from django.urls import path

from submissions.papers.views import author, more_time, page, table, writing

urlpatterns = [
    path("submissions/", author.mine, name="mine"),
    path("submissions/new/", author.new, name="new"),
    path("submissions/<int:number>/", page.paper, name="paper"),
    path("submissions/<int:number>/edit/", writing.edit, name="edit"),
    path("submissions/<int:number>/save/", writing.save, name="save"),
    path("submissions/<int:number>/submit/", author.submit, name="submit"),
    path("submissions/<int:number>/withdraw/", author.withdraw, name="withdraw"),
    path("submissions/<int:number>/manuscript/", page.manuscript, name="manuscript"),
    path("submissions/<int:number>/manuscript/copy/", page.reviewer_copy, name="reviewer_copy"),
    path("submissions/<int:number>/versions/<int:version>/", page.receipt, name="receipt"),
    path(
        "submissions/<int:number>/versions/<int:version>/manuscript/",
        page.version_manuscript,
        name="version_manuscript",
    ),
    path("chair/submissions/", table.desk, name="desk"),
    path("chair/submissions/columns/", table.columns, name="columns"),
    path("chair/submissions/export.csv", table.export, name="export"),
    path("chair/submissions/<int:number>/<slug:how>/end/", table.end, name="end"),
    path("chair/submissions/<int:number>/more-time/", more_time.give, name="more_time"),
    path("chair/submissions/<int:number>/more-time/back/", more_time.take_back, name="less_time"),
    path("chair/submissions/<int:number>/restore/", table.restore, name="restore"),
]
