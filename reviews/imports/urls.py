from __future__ import annotations

from django.urls import path

from reviews.imports import views

urlpatterns = [path("chair/submissions/import/", views.import_papers, name="import_papers")]
