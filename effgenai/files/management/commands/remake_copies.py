from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from effgenai.files.remaking import remake_copies


class Command(BaseCommand):
    help = "Make the copies for reviewers anew, so that older papers keep back as much as new ones do."

    def handle(self, *_: Any, **__: Any) -> None:
        results = list(remake_copies(at=timezone.now()))
        for remade in results:
            if remade.problem:
                self.stderr.write(f"{remade.file.conference.slug}, file {remade.file.key}: {remade.problem}")
        new = sum(remade.is_new for remade in results)
        self.stdout.write(f"{new} of {len(results)} copies differ from before and replace the old ones.")
        if any(remade.problem for remade in results):
            raise CommandError("Readers of the files named above keep the copies of before.")
