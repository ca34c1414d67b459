"""Fill a database with invented inspections, to see how Concord does with many."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from inspections.management.filling import fill
from inspections.management.scale import Size
from inspections.models import Inspection

_WHOLE = Size(10_000, 100_000, 1_000_000)


class Command(BaseCommand):
    help = (
        "Fill an empty database with invented inspections, cases and evidence: the same seed, the "
        "same rows. A million items on PostgreSQL take minutes and a few gigabytes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many, from which seed."""
        parser.add_argument("--items", type=int, default=_WHOLE.items, help="of evidence")
        parser.add_argument("--cases", type=int, help="a tenth of the items, unless said")
        parser.add_argument("--inspections", type=int, help="a hundredth, unless said")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--beside-others",
            action="store_true",
            help="fill a database that holds inspections already",
        )
        parser.add_argument(
            "--by-triggers",
            action="store_true",
            help="let the database's triggers write the audience, slowly; always so on SQLite",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Refuse a database that is in use, or fill it."""
        size, seed = self._size(options), options["seed"]
        if Inspection.objects.filter(reference__startswith=f"SC{seed}-").exists():
            raise CommandError(f"The rows of seed {seed} are here already. Choose another --seed.")
        if Inspection.objects.exists() and not options["beside_others"]:
            raise CommandError(
                "This database holds inspections, and what is seeded cannot be told from them or "
                "taken away again. Choose an empty one, or say --beside-others."
            )
        began = monotonic()
        by_triggers = options["by_triggers"] or connection.vendor != "postgresql"
        tell = self.stdout.write if options["verbosity"] > 1 else lambda _line: None
        fill(size, seed, by_triggers=by_triggers, tell=tell)
        self._look_after_tables()
        self.stdout.write(
            f"{size.inspections:,} inspections, {size.cases:,} cases and {size.items:,} items of "
            f"evidence in {monotonic() - began:.0f} seconds."
        )

    def _size(self, options: dict[str, Any]) -> Size:
        items = options["items"]
        cases = items // 10 if options["cases"] is None else options["cases"]
        inspections = options["inspections"] or max(items // 100, 1)
        if min(items, cases, inspections) < 0 or not inspections:
            raise CommandError("Say how many with numbers above 0.")
        return Size(inspections, cases, items)

    def _look_after_tables(self) -> None:
        """What autovacuum does by the time that somebody reads; inside a transaction half of it."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")
