"""Print what every framework holds, item by item."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from frameworks.models import FrameworkVersion
from frameworks.presenters.inventory import inventory
from frameworks.reference import shipped_where_none_is_loaded


class Command(BaseCommand):
    """For whoever holds the frameworks against the documents that they are taken from."""

    help = "Print the inspection types, judgement areas, criteria and rules of every framework."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """All of them, or those named."""
        parser.add_argument("frameworks", nargs="*", metavar="FRAMEWORK", help="its code")
        parser.add_argument("--json", action="store_true", help="all of it, as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the inventory, or a line for each version."""
        with shipped_where_none_is_loaded() as stand_in:
            found = _found(options["frameworks"])
        if stand_in:
            self.stderr.write("No framework is loaded. These are the files that are shipped.")
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
            return
        for one in found:
            self.stdout.write(_line(one))


def _found(codes: list[str]) -> list[dict[str, Any]]:
    rows = FrameworkVersion.objects.order_by("framework__code", "version").with_document()
    if codes:
        rows = rows.filter(framework__code__in=codes)
    found = inventory(rows)
    missing = set(codes) - {one["code"] for one in found}
    if missing:
        names = ", ".join(sorted(missing))
        raise CommandError(
            f"No version of {names} is loaded. Load its file with manage.py load_framework."
        )
    return found


def _line(one: dict[str, Any]) -> str:
    areas = one["judgement_areas"]
    criteria = sum(len(area["criteria"]) for area in areas)
    return (
        f"{one['code']} {one['version']}: {one['title']}. "
        f"Inspection types: {len(one['inspection_types'])}, judgement areas: {len(areas)}, "
        f"criteria: {criteria}, rules: {len(one['rules'])}."
    )
