from __future__ import annotations

from django.urls import path

from effgenai.operations import views

app_name = "operations"
urlpatterns = [
    path("metrics", views.metrics, name="metrics"),
    path("admin/status/", views.status, name="status"),
    path("admin/mail/", views.mails, name="mails"),
    path("admin/tasks/", views.tasks, name="tasks"),
]
