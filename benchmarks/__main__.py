"""`python -m benchmarks [module…]`: run them all, or those named, and print `name  ratio  limit`.

Answers 1 when a measure is over its limit, or when a module measured nothing.
"""

import importlib
import os
import pkgutil
import sys

import benchmarks
from benchmarks import Measure


def names() -> list[str]:
    """The modules that measure something."""
    found = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return sorted(name for name in found if not name.startswith("_"))


def measured(name: str) -> list[Measure]:
    """Run one module's main()."""
    return list(importlib.import_module(f"benchmarks.{name}").main())


def line(measure: Measure) -> str:
    """One measure as it is printed."""
    verdict = "" if measure.is_within else "  OVER THE LIMIT"
    return f"{measure.name:<68} {measure.value:>7.2f}  {measure.limit:>7.2f}{verdict}"


def main(wanted: list[str]) -> int:
    """Print every measure; 0 only when each is within its limit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    print(f"{'name':<68} {'ratio':>7}  {'limit':>7}")
    fine = bool(wanted or names())
    for name in wanted or names():
        measures = measured(name)
        for measure in measures:
            print(line(measure), flush=True)
        if not measures:
            print(f"{name} measured nothing", flush=True)
        fine = fine and bool(measures) and all(measure.is_within for measure in measures)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
