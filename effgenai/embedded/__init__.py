"""The private PostgreSQL, Valkey and mail catcher of the default set-up. A development extra: never in production."""

from effgenai.embedded.errors import EmbeddedError
from effgenai.embedded.services import Urls, services

__all__ = ["EmbeddedError", "Urls", "services"]
