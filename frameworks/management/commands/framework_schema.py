"""Print the JSON Schema of a framework file."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from frameworks.format import schema


class Command(BaseCommand):
    """For editors that check a file while it is typed."""

    help = "Print the JSON Schema of a framework file."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print it."""
        self.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False))
