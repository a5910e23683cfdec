"""The addresses of the call: its page and its other forms, its files, and where chairs set it up."""

from __future__ import annotations

from django.urls import path

from effgenai.conferences.views import call, call_files, policies

urlpatterns = [
    path("call/", call.call, name="call"),
    path("call.txt", call.plain, name="call_text"),
    path("call.eml", call.mail, name="call_mail"),
    path("call/files/<str:key>/", call_files.download, name="call_file_download"),
    path("chair/setup/policies/", policies.policies, name="policies"),
    path("chair/setup/files/", call_files.call_files, name="call_files"),
    path("chair/setup/files/new/", call_files.new_call_file, name="new_call_file"),
    path("chair/setup/files/<str:key>/", call_files.call_file, name="call_file"),
    path("chair/setup/files/<str:key>/move/", call_files.move, name="move_call_file"),
    path("chair/setup/files/<str:key>/remove/", call_files.drop_call_file, name="remove_call_file"),
]
