"""Damaged PDFs: `python -m tests.effgenai.files.fuzz 2000 SEED`. Each gives a copy or one sentence.

The limits are those of the command line: 20 seconds and 512 MB for each file.
"""

from __future__ import annotations

import concurrent.futures
import io
import itertools
import logging
import random
import re
import resource
import sys
import time
from collections import Counter
from pathlib import Path

import pikepdf

from effgenai.files.checking import count_pages
from effgenai.files.pdf import BadUpload, HeavyUpload, read_pdf
from effgenai.files.reviewer_copy import make_copy
from effgenai.resilience.limited.answers import Declined
from effgenai.resilience.limited.child import limit_this_process
from tests.effgenai.files.telltale import Telltale

PRODUCERS = Path(__file__).parent / "producers"
SECONDS, MEGABYTES = 20, 512
KINDS = [
    b"null", b"true", b"-1", b"0", b"99999999999", b"1e38", b"[]",
    b"<<>>", b"(x)", b"/Page", b"/Name", b"3 0 R",
]  # fmt: skip


def seeds():
    """Files of many producers, each also with nothing compressed, so that damage meets its structure."""
    for path in [*sorted(PRODUCERS.glob("*.pdf")), None]:
        content = path.read_bytes() if path else Telltale().made()
        yield content
        with pikepdf.open(io.BytesIO(content)) as pdf:
            out = io.BytesIO()
            pdf.save(
                out, static_id=True, compress_streams=False,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                stream_decode_level=pikepdf.StreamDecodeLevel.generalized, fix_metadata_version=False,
            )  # fmt: skip
        yield out.getvalue()


def damaged(content, draw):
    """The file with one kind of damage, once or many times over."""
    kind = draw.choice([_bytes, _values, _values, _references, _pieces, _cut])
    return kind(bytearray(content), draw)


def _bytes(content, draw):
    for _ in range(draw.choice([1, 5, 50, 500])):
        content[draw.randrange(len(content))] = draw.randrange(256)
    return bytes(content)


def _values(content, draw):
    found = list(re.finditer(rb"(?<=[ \[/])(?:-?\d+(?:\.\d+)?|/\w+)(?=[ /\]>\n])", content))
    for place in sorted(
        draw.sample(found, min(len(found), draw.choice([1, 3, 20]))), key=re.Match.start, reverse=True
    ):
        content[place.start() : place.end()] = draw.choice(KINDS)
    return bytes(content)


def _references(content, draw):
    found = list(re.finditer(rb"\d+(?= 0 R)", content))
    numbers = [place[0] for place in found] or [b"1"]
    for place in sorted(
        draw.sample(found, min(len(found), draw.choice([1, 3, 10]))), key=re.Match.start, reverse=True
    ):
        content[place.start() : place.end()] = draw.choice(numbers)
    return bytes(content)


def _pieces(content, draw):
    for _ in range(draw.choice([1, 3])):
        start, length = draw.randrange(len(content)), draw.randrange(1, 3000)
        piece = content[start : start + length]
        place = draw.randrange(len(content))
        content[place : place + draw.choice([0, length])] = piece
    return bytes(content)


def _cut(content, draw):
    return bytes(content[: draw.randrange(len(content))]) + b"\n%%EOF"


def tried(number, content):
    """What came of it: the kind of answer, and how long it took."""
    start = time.monotonic()
    try:
        read = read_pdf(content)
        outcome = "copy" if count_pages(read.copy) == read.pages else f"WRONG: {number} lost pages"
    except HeavyUpload:
        outcome = "limit"
    except BadUpload as refusal:
        outcome = "sentence" if str(refusal).endswith(".") else f"WRONG: {number} says {refusal}"
    took = time.monotonic() - start
    return outcome if took < SECONDS else f"WRONG: {number} took {took:.0f} s"


def tried_together(number, content):
    """The same within this process, for which the limits then hold as a whole."""
    try:
        pages = count_pages(content)
        copy = make_copy(content, pages=pages).content
    except Declined as refusal:
        return "sentence" if str(refusal).endswith(".") else f"WRONG: {number} says {refusal}"
    return "copy" if count_pages(copy) == pages else f"WRONG: {number} lost pages"


def outcomes(files, *, together):
    """What came of each file."""
    if together:
        limit_this_process(seconds=60, megabytes=MEGABYTES)
        return Counter(itertools.starmap(tried_together, enumerate(files)))
    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        return Counter(threads.map(tried, itertools.count(), files))


def main(count, seed, *, together=False):
    """Try so many files; 0 if every one gave a copy or a sentence within the limits."""
    logging.disable()
    sources = list(seeds())
    draw = random.Random(seed)
    files = [damaged(draw.choice(sources), draw) for _ in range(count)]
    found = outcomes(files, together=together)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    sys.stdout.write(f"{dict(found)}; the largest process had {peak} MB\n")
    return int(any(outcome.startswith("WRONG") for outcome in found) or peak > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), together="--together" in sys.argv))
