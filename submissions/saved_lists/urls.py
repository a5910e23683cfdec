from __future__ import annotations

from django.urls import path

from submissions.saved_lists import views

urlpatterns = [path("chair/submissions/lists/", views.lists, name="lists")]
