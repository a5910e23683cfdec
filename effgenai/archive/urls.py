from __future__ import annotations

from django.urls import path

from effgenai.archive import views

app_name = "archive"
urlpatterns = [
    path("chair/setup/archive/", views.desk, name="desk"),
    path("chair/setup/archive/<str:key>.zip", views.download, name="download"),
]
