import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from effgenai.contributions import declared
from effgenai.resilience.database.limits import limit_web
from effgenai.resilience.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "effgenai.settings")
application = get_wsgi_application()
limit_web()
# Read before workers are forked: they share the memory, and a mistake stops the start.
declared()
get_resolver().url_patterns  # noqa: B018 - loads the views of every address
settle()
