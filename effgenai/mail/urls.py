from __future__ import annotations

from django.urls import path

from effgenai.mail import views

app_name = "mail"
urlpatterns = [
    path("chair/mail/", views.desk, name="desk"),
    path("chair/mail/letters/<str:key>/", views.mail, name="mail"),
    path("chair/mail/letters/<str:key>/retry/", views.retry_mail, name="retry_mail"),
    path("chair/mail/letters/<str:key>/leave/", views.leave_mail, name="leave_mail"),
    path("chair/mail/<str:key>/", views.mailing, name="mailing"),
    path("chair/mail/<str:key>/approve/", views.approve, name="approve"),
    path("chair/mail/<str:key>/stop/", views.stop, name="stop"),
    path("chair/mail/<str:key>/retry/", views.retry, name="retry"),
]
