"""The whole site on this machine: servers, web, worker, beat and mail catcher. `make run` starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from effgenai.embedded import folders
from effgenai.embedded.__main__ import environment
from effgenai.embedded.errors import EmbeddedError
from effgenai.embedded.servers.postgres import as_application
from effgenai.embedded.servers.running import Running
from effgenai.embedded.servers.valkey import HOST, free_port
from effgenai.embedded.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]
WEB_TIME_LIMIT = 60.0


def main() -> int:
    """Run the site until Ctrl-C, SIGTERM or a process that cannot be kept up; return the exit code."""
    _listen_for_stop()
    try:
        with ExitStack() as stack:
            run(stack)
    except EmbeddedError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.")
    return 0


def run(stack: ExitStack) -> None:
    """Start everything on the stack, tell how to get in, and watch.

    Raises EmbeddedError if the site of this folder runs already.
    """
    port = wanted_port(os.environ.get("PORT", ""))
    data_dir = folders.data_folder(Path(os.environ.get("DATA_DIR") or ROOT / ".data"))
    lock = folders.run_folder(data_dir) / "site.lock"
    if not stack.enter_context(folders.owned(lock)):
        raise EmbeddedError(f"The site of {data_dir} runs already in another terminal.")
    require_free(port)
    mail_port = free_port(prefer=port + 25)
    servers: list[Running] = []
    given = environment(stack, data_dir, fast=False, running=servers)
    env = site_environment(given, data_dir, port=port)
    if not os.environ.get("DATABASE_URL"):
        env["DATABASE_APP_URL"] = as_application(env["DATABASE_URL"])
    signins = prepare(env)
    supervisor = Supervisor(data_dir, env=as_in_production(env), cwd=ROOT)
    stack.callback(_stop, supervisor)
    for server in servers:
        supervisor.watch_over(server)
    for name, command in commands(data_dir, env, port=port, mail_port=mail_port).items():
        supervisor.start(name, command)
    wait_for_web(supervisor, port)
    announce(env, data_dir, mail_port=mail_port, signins=signins)
    supervisor.watch()


def _listen_for_stop() -> None:
    """Turn the first signal to stop into an interruption; while we stop, further ones change nothing."""

    def interrupt(*_: object) -> None:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, signal.SIG_IGN)
        raise KeyboardInterrupt

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, interrupt)


def _stop(supervisor: Supervisor) -> None:
    print("\nStopping ...", flush=True)
    supervisor.stop_all()


def wanted_port(text: str) -> int:
    """The port of the site, from the variable PORT. Raises EmbeddedError if it is no port."""
    if not text:
        return 8000
    if text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise EmbeddedError(f"PORT must be a number from 1 to 65535, not {text!r}.")


def require_free(port: int) -> None:
    """Raises EmbeddedError if the port is taken, or for the superuser only."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise EmbeddedError(f"Port {port} is for root only. Choose another: make run PORT=8000") from None
        except OSError:
            free = free_port(prefer=port + 1 if port < 65535 else None)
            raise EmbeddedError(
                f"Port {port} is taken by another program. Choose another: make run PORT={free}"
            ) from None


def site_environment(env: dict[str, str], data_dir: Path, *, port: int) -> dict[str, str]:
    """The environment of the site's processes: what is set already stays."""
    defaults = {
        "SITE_URL": f"http://{HOST}:{port}",
        "EMAIL_URL": f"smtp://{HOST}:{free_port(prefer=port + 26)}",
        "PYTHONUNBUFFERED": "1",
        "LOG_FORMAT": "lines",
    }
    return {**defaults, **{name: value for name, value in env.items() if value}, "DATA_DIR": str(data_dir)}


def as_in_production(env: dict[str, str]) -> dict[str, str]:
    """The environment of processes that do not own the tables, so that they cannot change the record."""
    return {**env, "DATABASE_URL": env.get("DATABASE_APP_URL", env["DATABASE_URL"])}


def prepare(env: dict[str, str]) -> list[str]:
    """Migrate, load the demo and collect static files where needed; return the demo's sign-ins.

    Raises EmbeddedError if a command fails.
    """
    done = subprocess.run(
        [sys.executable, "-m", "effgenai.embedded.prepare"],
        env={"LOG_LEVEL": "WARNING", **env},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise EmbeddedError("The site could not be prepared; the reason stands above.")
    return done.stdout.splitlines()


def commands(data_dir: Path, env: dict[str, str], *, port: int, mail_port: int) -> dict[str, list[str]]:
    """The command of each process, by its name."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "effgenai"]
    worker = [*celery, "worker", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
    smtp_port = env["EMAIL_URL"].rpartition(":")[2]
    schedule = str(folders.run_folder(data_dir) / "beat-schedule")
    web = ["gunicorn", "effgenai.wsgi", f"--bind={HOST}:{port}", "--workers=2", "--threads=4"]
    web += ["--config=python:effgenai.observing.gunicorn"]
    found = {
        "web": [*python, *web, "--graceful-timeout=5", "--no-control-socket", *_reload(env)],
        "worker": [*worker, "--concurrency=2", "--exclude-queues=engines", "--hostname=worker@%h"],
        "engines": [*worker, "--concurrency=1", "--queues=engines", "--hostname=engines@%h"],
        "beat": [*celery, "beat", "--loglevel=INFO", f"--schedule={schedule}"],
    }
    if env["EMAIL_URL"] != os.environ.get("EMAIL_URL"):
        catcher = ["effgenai.embedded.catcher.server", f"--data={data_dir}"]
        found["mail"] = [*python, *catcher, f"--smtp-port={smtp_port}", f"--http-port={mail_port}"]
    return found


def _reload(env: dict[str, str]) -> list[str]:
    """With DEBUG on, the web server follows changes of the code; else its processes share one copy of it."""
    return ["--reload"] if env.get("DEBUG", "").lower() in {"1", "true", "yes", "on"} else ["--preload"]


def wait_for_web(supervisor: Supervisor, port: int) -> None:
    """Return once the site answers. Raises EmbeddedError if it does not within a minute."""
    deadline = time.monotonic() + WEB_TIME_LIMIT
    while time.monotonic() < deadline:
        supervisor.check()
        if _answers(f"http://{HOST}:{port}/"):
            return
        time.sleep(0.1)
    raise EmbeddedError(
        f"The site did not answer within {WEB_TIME_LIMIT:.0f} seconds; see {supervisor.log('web')}."
    )


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def announce(env: dict[str, str], data_dir: Path, *, mail_port: int, signins: list[str]) -> None:
    """Tell where everything is."""
    lines = ["", "EffGenAI is running.", "", f"  Site  {env['SITE_URL']}/"]
    if env["EMAIL_URL"] != os.environ.get("EMAIL_URL"):
        lines.append(f"  Mail  http://{HOST}:{mail_port}/  (every mail that the site sends)")
    lines.append(f"  Logs  {data_dir / 'log'}")
    if signins:
        lines += ["", "Sign in as", *(f"  {line}" for line in signins)]
    print("\n".join([*lines, "", "Ctrl-C stops it."]), flush=True)


if __name__ == "__main__":
    sys.exit(main())
