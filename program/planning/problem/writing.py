"""Writes a plan as JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from program.planning.problem.errors import BadPlanningFile


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write an object. Raises `BadPlanningFile` if the file cannot be written."""
    try:
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as refusal:
        raise BadPlanningFile(f"{path} cannot be written: {refusal.strerror}.") from None
