from __future__ import annotations

from django.urls import path

from submissions.accepted import views

urlpatterns = [
    path("papers/", views.papers, name="accepted"),
    path("papers/all.bib", views.all_bibtex, name="accepted_bibtex"),
    path("papers/papers.json", views.all_json, name="accepted_json"),
    path("papers/<int:number>/", views.paper, name="accepted_paper"),
    path("papers/<int:number>/cite.bib", views.bibtex, name="paper_bibtex"),
    path("papers/<int:number>/share.png", views.share_picture, name="paper_share_picture"),
    path("papers/<int:number>/<slug:kind>.pdf", views.file, name="paper_file"),
]
