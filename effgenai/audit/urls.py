from __future__ import annotations

from django.urls import path

from effgenai.audit import views

app_name = "audit"
urlpatterns = [
    path("chair/records/", views.desk, name="desk"),
    path("chair/records/export.csv", views.export, name="export"),
]
