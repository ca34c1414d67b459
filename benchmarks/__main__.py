"""`python -m benchmarks [module…]`: run them all, or those named, and print `name  ratio  limit`.

Those that print hundreds of pages run only when they are named: `combined`, `long_documents`.
Answers 1 when a measure is over its limit, or when a module measured nothing. They work on a
database of their own (`tests.ground`): PostgreSQL as the application's role where it is installed.
"""

import importlib
import pkgutil
import sys

import django

import benchmarks
from benchmarks import Measure
from tests.ground import own_database

# They take minutes each, and run when they are named.
LONG = frozenset({"combined", "long_documents"})


def names() -> list[str]:
    """The modules that measure something, but for those that take long."""
    found = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return sorted(name for name in found if not name.startswith("_") and name not in LONG)


def measured(name: str) -> list[Measure]:
    """Run one module's main()."""
    return list(importlib.import_module(f"benchmarks.{name}").main())


def line(measure: Measure) -> str:
    """One measure as it is printed."""
    verdict = "" if measure.is_within else "  OVER THE LIMIT"
    return f"{measure.name:<68} {measure.value:>7.2f}  {measure.limit:>7.2f}{verdict}"


def run(wanted: list[str]) -> bool:
    """Print every measure; whether each is within its limit."""
    fine = bool(wanted)
    for name in wanted:
        measures = measured(name)
        for measure in measures:
            print(line(measure), flush=True)
        if not measures:
            print(f"{name} measured nothing", flush=True)
        fine = fine and bool(measures) and all(measure.is_within for measure in measures)
    return fine


def main(wanted: list[str]) -> int:
    """Prepare a database and run; 0 only when each measure is within its limit."""
    with own_database(or_sqlite=True) as database:
        django.setup()
        print(f"On {database}, Python {sys.version.split()[0]}, Django {django.__version__}")
        print(f"{'name':<68} {'ratio':>7}  {'limit':>7}")
        return 0 if run(wanted or names()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
