from __future__ import annotations

from django.urls import path

from effgenai.conferences.call import views

urlpatterns = [
    path("call/", views.call, name="call"),
    path("call.txt", views.plain, name="call_text"),
    path("call.eml", views.mail, name="call_mail"),
    path("call/files/<str:key>/", views.download, name="call_file_download"),
    path("chair/setup/policies/", views.policies, name="policies"),
    path("chair/setup/files/", views.call_files, name="call_files"),
    path("chair/setup/files/new/", views.new_call_file, name="new_call_file"),
    path("chair/setup/files/<str:key>/", views.call_file, name="call_file"),
    path("chair/setup/files/<str:key>/move/", views.move, name="move_call_file"),
    path("chair/setup/files/<str:key>/remove/", views.drop_call_file, name="remove_call_file"),
]
