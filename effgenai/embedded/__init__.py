"""The private PostgreSQL, Valkey and mail catcher of development; production has its own."""

from effgenai.embedded.errors import EmbeddedError
from effgenai.embedded.servers.both import Urls, services

__all__ = ["EmbeddedError", "Urls", "services"]
