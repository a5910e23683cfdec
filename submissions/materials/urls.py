from __future__ import annotations

from django.urls import path

from submissions.materials import views

urlpatterns = [
    path("submissions/<int:number>/materials/", views.materials, name="materials"),
    path("submissions/<int:number>/materials/<slug:kind>.pdf", views.material_file, name="material_file"),
    path("chair/submissions/<int:number>/materials/<slug:kind>/", views.hide, name="hide_material"),
    path("chair/submissions/<int:number>/awards/", views.awards, name="awards"),
    path("chair/submissions/<int:number>/awards/<int:pk>/remove/", views.remove_award, name="remove_award"),
]
