"""Gathers the addresses of the features."""

from __future__ import annotations

from effgenai.conferences.call.urls import urlpatterns as call
from effgenai.conferences.dates.urls import urlpatterns as dates
from effgenai.conferences.desk.urls import urlpatterns as desk
from effgenai.conferences.news.urls import urlpatterns as news
from effgenai.conferences.people.urls import urlpatterns as people
from effgenai.conferences.pictures.urls import urlpatterns as pictures
from effgenai.conferences.site.urls import urlpatterns as site
from effgenai.conferences.site.urls import written_pages

app_name = "conferences"
urlpatterns = [*call, *dates, *pictures, *people, *news, *site, *desk, *written_pages]
