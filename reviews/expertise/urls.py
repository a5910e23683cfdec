from __future__ import annotations

from django.urls import path

from reviews.expertise import views

urlpatterns = [
    path("chair/committee/expertise/ask/", views.ask, name="ask_expertise"),
    path("reviewing/expertise/", views.expertise, name="expertise"),
    path("reviewing/expertise/papers/", views.add_paper, name="add_past_paper"),
    path("reviewing/expertise/papers/list/", views.add_list, name="add_past_papers"),
    path("reviewing/expertise/papers/<int:pk>/remove/", views.remove_paper, name="remove_past_paper"),
]
