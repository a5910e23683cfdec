"""`python -m measures.mutants [PATTERN ...] [--tests PATH ...]` lists the mutants that no test notices.

The patterns are of paths; without one, all rules and querysets are tried. The tests are those of the folders
of the modules under tests/. The status is 1 where a mutant survives.
"""

from __future__ import annotations

import argparse
import sys
from fnmatch import fnmatch

import pytest

from measures.mutants.running import Limits, Mutants
from measures.sources import APPS, ROOT, Module, modules

QUERYSETS = ("*/querysets.py", "*/models.py", "*/models/*.py")
OF_VISIBILITY = ("*/rules.py", "*/rules/*.py", *QUERYSETS)
# Far from any single rule, and slow.
NOT_ASKED = "not browser and not worker"


def main() -> int:
    """Try the mutants that were asked for; the status to end with."""
    asked = _arguments()
    product = modules(tops=APPS)
    tried = [module for module in product if _matches(module, asked.patterns or OF_VISIBILITY)]
    if not tried:
        print(f"No module fits {' '.join(asked.patterns)}.", file=sys.stderr)
        return 2
    plugin = Mutants(
        tried,
        [module for module in product if _matches(module, QUERYSETS)],
        Limits(asked.mutants, asked.seconds),
    )
    tests = asked.tests or sorted({folder_of_tests(module) for module in tried})
    pytest.main(["-q", "-p", "no:cacheprovider", "-m", NOT_ASKED, "--no-header", *tests], plugins=[plugin])
    print(f"\n{len(plugin.survivors)} survived:")
    print("\n".join(f"  {survivor}" for survivor in plugin.survivors))
    return int(bool(plugin.survivors))


def folder_of_tests(module: Module) -> str:
    """The nearest folder of tests: tests/reviews/bidding of reviews/bidding/rules.py, or tests/reviews."""
    parts = module.path.split("/")[:-1]
    folders = ("/".join(["tests", *parts[:length]]) for length in range(len(parts), 0, -1))
    return next((folder for folder in folders if (ROOT / folder).is_dir()), "tests")


def _matches(module: Module, patterns: tuple[str, ...]) -> bool:
    return "/matching/" not in module.path and any(fnmatch(module.path, pattern) for pattern in patterns)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m measures.mutants", description=__doc__)
    parser.add_argument("patterns", nargs="*", help="paths of modules, with wildcards")
    parser.add_argument(
        "--tests", nargs="*", default=[], help="run these instead of the tests of their folder"
    )
    parser.add_argument("--mutants", type=int, default=Limits.mutants, help="at most, of a module")
    parser.add_argument(
        "--seconds", type=float, default=Limits.seconds, help="at most so long for one mutant"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
