from __future__ import annotations

from django.urls import path

from submissions.conflicts import advance_views as advance_conflicts
from submissions.conflicts import author_views as named_conflicts
from submissions.conflicts import chair_views as chair_conflicts
from submissions.conflicts import views as conflicts
from submissions.views import accepted, author, desk, materials, papers

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
    path("submissions/<int:number>/manuscript/copy/", papers.reviewer_copy, name="reviewer_copy"),
    path("submissions/<int:number>/versions/<int:version>/", papers.receipt, name="receipt"),
    path("submissions/<int:number>/materials/", materials.materials, name="materials"),
    path("submissions/<int:number>/materials/<slug:kind>.pdf", materials.material_file, name="material_file"),
    path("submissions/<int:number>/author/", conflicts.answer, name="answer"),
    path("submissions/<int:number>/conflicts/", named_conflicts.named, name="named"),
    path("submissions/<int:number>/conflicts/<int:pk>/remove/", named_conflicts.unname, name="unname"),
    path("closeness/", advance_conflicts.advance, name="advance"),
    path("closeness/<int:pk>/remove/", advance_conflicts.remove, name="remove_advance"),
    path("listed/<str:token>/", conflicts.listed, name="listed"),
    path("chair/submissions/", desk.desk, name="desk"),
    path("chair/submissions/export.csv", desk.export, name="export"),
    path("chair/submissions/<int:number>/<slug:how>/end/", desk.end, name="end"),
    path("chair/submissions/<int:number>/restore/", desk.restore, name="restore"),
    path("chair/submissions/<int:number>/materials/<slug:kind>/", materials.hide, name="hide_material"),
    path("chair/submissions/<int:number>/awards/", materials.awards, name="awards"),
    path(
        "chair/submissions/<int:number>/awards/<int:pk>/remove/", materials.remove_award, name="remove_award"
    ),
    path("chair/conflicts/", conflicts.conflicts, name="conflicts"),
    path("chair/conflicts/add/", chair_conflicts.add, name="add_conflict"),
    path("chair/conflicts/<int:pk>/", chair_conflicts.decide, name="conflict"),
    path("chair/conflicts/decide/", conflicts.decide, name="decide_conflicts"),
    path("chair/conflicts/bind/", conflicts.bind, name="bind_conflicts"),
    path("papers/", accepted.papers, name="accepted"),
    path("papers/all.bib", accepted.all_bibtex, name="accepted_bibtex"),
    path("papers/papers.json", accepted.all_json, name="accepted_json"),
    path("papers/<int:number>/", accepted.paper, name="accepted_paper"),
    path("papers/<int:number>/cite.bib", accepted.bibtex, name="paper_bibtex"),
    path("papers/<int:number>/share.png", accepted.share_picture, name="paper_share_picture"),
    path("papers/<int:number>/<slug:kind>.pdf", accepted.file, name="paper_file"),
]
