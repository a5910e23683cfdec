from __future__ import annotations

from django.urls import path

from effgenai.conferences.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<int:pk>/", views.person, name="person_page"),
]
