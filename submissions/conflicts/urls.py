from __future__ import annotations

from django.urls import path

from submissions.conflicts.views import advance, chairs, listed, naming, overview

urlpatterns = [
    path("submissions/<int:number>/author/", listed.answer, name="answer"),
    path("submissions/<int:number>/conflicts/", naming.named, name="named"),
    path("submissions/<int:number>/conflicts/<int:pk>/remove/", naming.unname, name="unname"),
    path("closeness/", advance.advance, name="advance"),
    path("closeness/<int:pk>/remove/", advance.remove, name="remove_advance"),
    path("listed/<str:token>/", listed.listed, name="listed"),
    path("chair/conflicts/", listed.conflicts, name="conflicts"),
    path("chair/conflicts/papers/", overview.by_paper, name="conflicts_by_paper"),
    path("chair/conflicts/people/", overview.by_person, name="conflicts_by_person"),
    path("chair/conflicts/export.csv", overview.export, name="export_conflicts"),
    path("chair/conflicts/add/", chairs.add, name="add_conflict"),
    path("chair/conflicts/<int:pk>/", chairs.decide, name="conflict"),
    path("chair/conflicts/decide/", listed.decide, name="decide_conflicts"),
    path("chair/conflicts/bind/", listed.bind, name="bind_conflicts"),
]
