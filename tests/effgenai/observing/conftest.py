import io
import logging

import pytest

from effgenai.observing import masking, request_ids
from effgenai.observing.logs import JSONFormatter, LineFormatter


@pytest.fixture(autouse=True)
def _of_no_request():
    """Each test begins and ends outside of any request."""
    request_ids.end()
    masking.clear_secrets()
    yield
    request_ids.end()
    masking.clear_secrets()


@pytest.fixture
def written():
    """All that is logged, as the lines and the JSON of real handlers."""
    stream, root = io.StringIO(), logging.getLogger()
    handlers = []
    for formatter in (LineFormatter("%(levelname)s %(name)s %(message)s"), JSONFormatter()):
        handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter)
        handlers.append(handler)
        root.addHandler(handler)
    yield stream.getvalue
    for handler in handlers:
        root.removeHandler(handler)
