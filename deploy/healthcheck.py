"""Asks the web process of this container for a page as Caddy would; exits with 1 if it has no good answer."""

from __future__ import annotations

import http.client
import os
import sys
from urllib.parse import urlsplit


def healthy(port: int, site_url: str) -> bool:
    """True if the site answers; a page that has moved, is missing or forbidden is an answer too."""
    site = urlsplit(site_url)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": site.netloc, "X-Forwarded-Proto": site.scheme})
        status = connection.getresponse().status
    except OSError:
        return False
    finally:
        connection.close()
    # 400 is how Django answers a name that is not in ALLOWED_HOSTS.
    return status < 500 and status != 400


if __name__ == "__main__":
    sys.exit(not healthy(8000, os.environ.get("SITE_URL", "http://127.0.0.1:8000")))
