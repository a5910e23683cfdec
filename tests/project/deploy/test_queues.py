"""What computes for minutes has workers of its own, so that no mail waits behind it."""

from pathlib import Path

import yaml
from celery import current_app

from effgenai.embedded import run

ROOT = Path(__file__).parents[3]
ENGINES = {"program.tasks.make_plan", "reviews.tasks.make_draft", "reviews.tasks.read_texts"}


def queue_of(task):
    return current_app.amqp.router.route({}, task)["queue"].name


def test_engines_wait_in_a_queue_of_their_own_and_nothing_else_does():
    current_app.loader.import_default_modules()
    tasks = {name for name in current_app.tasks if not name.startswith("celery.")}
    assert "effgenai.mail.tasks.deliver_due_mail" in tasks
    assert {task for task in tasks if queue_of(task) == "engines"} == ENGINES
    assert {queue_of(task) for task in tasks} == {"celery", "engines"}


def assert_shared_out(worker, engines):
    assert "--exclude-queues=engines" in worker
    assert "--queues=engines" in engines
    assert {"worker@%h", "engines@%h"} == {
        part.removeprefix("--hostname=") for part in (*worker, *engines) if part.startswith("--hostname=")
    }


def test_compose_starts_workers_for_both():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert_shared_out(services["worker"]["command"].split(), services["engines"]["command"].split())
    assert "engines@" in services["engines"]["healthcheck"]["test"][1]


def test_so_does_the_site_on_this_machine(tmp_path):
    commands = run.commands(tmp_path, {"EMAIL_URL": "smtp://127.0.0.1:25"}, port=8000, mail_port=8025)
    assert_shared_out(commands["worker"], commands["engines"])


def test_a_worker_that_is_told_nothing_takes_both():
    assert [queue.name for queue in current_app.conf.task_queues] == ["celery", "engines"]
