"""A whole inspection without a browser, through the same actions as the pages."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from desk.demonstration.load import load_cast
from desk.demonstration.release import told_until


class Command(BaseCommand):
    """Open, record, judge, write, release and publish; print each step and write the letter."""

    help = "Take an invented inspection through every step, and write letter.pdf."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", default="Isle of Wight", help="The name of a local area.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Tell the story."""
        call_command("prepare_database", verbosity=0)
        load_cast(tell=self.say)
        story = told_until("publish", area=options["area"], tell=self.say)
        path = Path(settings.VAR_DIR) / "letter.pdf"
        path.write_bytes(story.publication.artefact.content)
        self.say(f"The letter is in {os.path.relpath(path)}.")

    def say(self, sentence: str) -> None:
        """One line."""
        self.stdout.write(f"- {sentence}")
