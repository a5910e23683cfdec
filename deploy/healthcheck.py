"""Asks the web process of this container, as Caddy would, whether all is ready; exits with 1 if it is not.

What it prints is what `docker inspect` shows: the word for each part.
"""

from __future__ import annotations

import http.client
import os
import sys
from urllib.parse import urlsplit

PATH = "/readyz"


def ask(port: int, site_url: str) -> tuple[bool, str]:
    """Whether the site is ready, and what it says; no answer is none."""
    site = urlsplit(site_url)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", PATH, headers={"Host": site.netloc, "X-Forwarded-Proto": site.scheme})
        answer = connection.getresponse()
        return answer.status == http.HTTPStatus.OK, answer.read(2000).decode(errors="replace")
    except OSError as error:
        return False, f"No answer: {error}"
    finally:
        connection.close()


if __name__ == "__main__":
    is_ready, words = ask(8000, os.environ.get("SITE_URL", "http://127.0.0.1:8000"))
    sys.stdout.write(words + "\n")
    sys.exit(not is_ready)
