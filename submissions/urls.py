from __future__ import annotations

from django.urls import path

from submissions.views import author, desk, papers

app_name = "submissions"
urlpatterns = [
    path("submissions/", author.mine, name="mine"),
    path("submissions/new/", author.new, name="new"),
    path("submissions/<int:number>/", papers.paper, name="paper"),
    path("submissions/<int:number>/edit/", author.edit, name="edit"),
    path("submissions/<int:number>/save/", author.save, name="save"),
    path("submissions/<int:number>/submit/", author.submit, name="submit"),
    path("submissions/<int:number>/withdraw/", author.withdraw, name="withdraw"),
    path("submissions/<int:number>/manuscript/", papers.manuscript, name="manuscript"),
    path("submissions/<int:number>/versions/<int:version>/", papers.receipt, name="receipt"),
    path("chair/submissions/", desk.desk, name="desk"),
    path("chair/submissions/export.csv", desk.export, name="export"),
    path("chair/submissions/<int:number>/<slug:how>/end/", desk.end, name="end"),
    path("chair/submissions/<int:number>/restore/", desk.restore, name="restore"),
    path("papers/", papers.accepted, name="accepted"),
    path("papers/<int:number>/", papers.accepted_paper, name="accepted_paper"),
]
