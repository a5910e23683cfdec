"""`python -m bench.growth [SIZE ...]`: how pages grow with the papers, and what memory a web process takes.

Each size (250, 1,000 and 4,000 papers, with a fifth of it in reviewers and three reviews a paper) gets an
installation as in production. Printed are for each page the milliseconds of the fastest of a few requests, as
a busy machine disturbs these least, and the slope between the smallest and the largest size: 1 where the time
is in proportion to the papers, 2 where it is to their square, and "ABOVE" where it is worse than linear. Then
one web process answers 2,000 of these pages (`--pages`) at the middle size, and its memory is printed on the
way: it may not go on growing.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import math
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

import psutil

from bench.installation import ROOT, installation, session_of, web_server

SIZES, PAGES_FOR_MEMORY, ROUNDS, STEPS = (250, 1000, 4000), 2000, 5, 5
# Above it a page is no longer in proportion: some of the time is the same at any size, so less is usual.
LINEAR, STILL = 1.1, 1.05
CHAIR = "chair@bench.example"
PAGES = {
    "paper list": "/bench/chair/submissions/",
    "search": "/bench/chair/submissions/?q=attening",
    "decision table": "/bench/chair/decisions/",
    "before a release": "/bench/chair/decisions/release/",
    "review progress": "/bench/chair/reviews/",
    "assignment": "/bench/chair/assignment/",
    "candidates of a paper": "/bench/chair/assignment/1/",
    "committee": "/bench/chair/committee/",
    "conflicts by paper": "/bench/chair/conflicts/papers/",
    "conflicts by person": "/bench/chair/conflicts/people/",
    "paper page": "/bench/submissions/1/",
    "desk": "/bench/chair/",
    "accepted papers": "/bench/papers/",
    "schedule": "/bench/program/",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure each size in a process of its own, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="SIZE")
    parser.add_argument("--pages", type=_enough_pages, default=PAGES_FOR_MEMORY)
    parser.add_argument("--only", choices=["times", "memory"], help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    sizes = sorted(options.sizes)
    if options.only == "times":
        print(json.dumps(_times_at(sizes[0])))
    elif options.only == "memory":
        _print_memory(sizes[0], options.pages)
    else:
        _print_growth(sizes)
        _run("memory", sizes[len(sizes) // 2], "--pages", str(options.pages))


def _enough_pages(typed: str) -> int:
    """Each page at least twice: once until all is loaded, once more to see what that adds."""
    pages, least = int(typed), 2 * len(PAGES)
    if pages < least:
        raise argparse.ArgumentTypeError(f"memory is compared from {least} pages on, not after {pages}")
    return pages


def _run(what: str, size: int, *more: str, keep: bool = False) -> str:
    command = [sys.executable, "-m", "bench.growth", str(size), "--only", what, *more]
    output = subprocess.PIPE if keep else None
    return subprocess.run(command, check=True, cwd=ROOT, stdout=output, text=True).stdout or ""


def _print_growth(sizes: Sequence[int]) -> None:
    times = {size: json.loads(_run("times", size, keep=True).splitlines()[-1]) for size in sizes}
    print(f"{'ms at so many papers':24}" + "".join(f"{size:>9,}" for size in sizes) + f"{'slope':>8}")
    first, last = sizes[0], sizes[-1]
    for page in PAGES:
        fastest = [times[size][page] for size in sizes]
        growth = math.log(fastest[-1] / fastest[0], last / first) if last > first else 0.0
        verdict = "" if growth <= LINEAR else "  ABOVE linear"
        print(f"{page:24}" + "".join(f"{ms:9.1f}" for ms in fastest) + f"{growth:8.2f}{verdict}")


def _times_at(size: int) -> dict[str, float]:
    """The fastest of each page in milliseconds, with so many papers."""
    with installation():
        cookie = _load(size)
        with web_server(cache_seconds=0, processes=1) as (port, _):
            return {page: _fastest(port, path, cookie) for page, path in PAGES.items()}


def _load(size: int) -> str:
    """The conference, and the session of its chair."""
    from django.utils import timezone

    from bench.world import Size, build

    build(timezone.now(), Size(papers=size, reviewers=max(size // 5, 20), talks=200, conflicts=10))
    return session_of(CHAIR)


def _fastest(port: int, path: str, cookie: str) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        _get(port, path, cookie)
        times.append(1000 * (time.perf_counter() - started))
    return min(times)


def _get(port: int, path: str, cookie: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers={"Cookie": f"sessionid={cookie}"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path} answers {answer.status}")


def _print_memory(size: int, pages: int) -> None:
    """Memory of the one process that answers, after each fifth of the pages."""
    with installation():
        cookie = _load(size)
        with web_server(cache_seconds=0, processes=1) as (port, server):
            answered = list(_memory_on_the_way(port, server, cookie, pages))
    print(f"\nmemory of a web process, {size:,} papers:")
    for number, megabytes in answered:
        print(f"{number:8,} pages{megabytes:9.1f} MB")
    verdict = "constant" if answered[-1][1] <= STILL * answered[1][1] else "GROWING"
    print(f"from {answered[1][0]:,} pages on it is {verdict}")


def _memory_on_the_way(
    port: int, server: psutil.Process, cookie: str, pages: int
) -> Iterator[tuple[int, float]]:
    paths = itertools.cycle(PAGES.values())
    step = max(pages // STEPS, len(PAGES))
    for number in range(1, pages + 1):
        _get(port, next(paths), cookie)
        if number == len(PAGES) or number % step == 0:
            (worker,) = server.children()
            yield number, worker.memory_info().rss / 1e6


if __name__ == "__main__":
    main()
