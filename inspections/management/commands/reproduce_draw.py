"""Draw a sample again from its seed, and say whether it comes out the same."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inspections.actions.samples_draw import reproduce
from inspections.models import Draw
from records.errors import ActionRefused


class Command(BaseCommand):
    """For whoever checks a sample without an account: an auditor, a court, the partnership.

    It prints references, and nobody's name.
    """

    help = "Draw a sample again from its seed, and say whether it comes out the same."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", help="The draw's reference, like D-4F2K-9AXM.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Draw again and compare.

        Raises:
            CommandError: there is no such draw, it cannot be drawn again, or it differs.
        """
        drawn = Draw.objects.named(options["reference"])
        if drawn is None:
            raise CommandError(f"There is no draw {options['reference']}.")
        try:
            again = reproduce(drawn=drawn)
        except ActionRefused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"Seed {drawn.seed}, version {drawn.algorithm} of the procedure.")
        self.stdout.write(f"Drawn again: {', '.join(again.result.drawn)}")
        self.stdout.write(f"In reserve: {', '.join(again.result.reserves) or 'nobody'}")
        differs = [
            what
            for what, is_same in (
                ("the lists", again.same_lists),
                ("who was drawn", again.same_draw),
                ("the substitutions", again.same_exchanges),
            )
            if not is_same
        ]
        if differs:
            raise CommandError(f"It does not come out the same: {' and '.join(differs)}.")
        self.stdout.write("It comes out the same.")
