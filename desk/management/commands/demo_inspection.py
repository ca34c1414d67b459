"""A whole inspection without a browser, through the same actions as the pages."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from desk.demonstration.load import load_cast
from desk.demonstration.release import ReleaseStory
from desk.demonstration.story import monday_before
from organisations.models import LocalArea


class Command(BaseCommand):
    """Open, record, judge, write, release and publish; print each step and write the letter."""

    help = "Take an invented inspection through every step, and write letter.pdf."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", default="Isle of Wight", help="The name of a local area.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Tell the story."""
        call_command("prepare_database", verbosity=0)
        load_cast(tell=self.say)
        area = LocalArea.objects.get(name=options["area"])
        begins = timezone.now() - timedelta(days=70)
        story = ReleaseStory(area=area.code, begins=begins, tell=self.say)
        story.open(fieldwork_starts_on=monday_before(timezone.localdate() - timedelta(days=45)))
        for chapter in (
            story.record,
            story.open_positions,
            story.take_positions,
            story.agree,
            story.write,
            story.assure,
            story.sign_off,
            story.send_to_chair,
            story.comment,
            story.return_response,
            story.answer,
            story.sign_off,
        ):
            story.wait(days=4)
            chapter()
        publication = story.publish()
        path = Path(settings.VAR_DIR) / "letter.pdf"
        path.write_bytes(publication.artefact.content)
        self.say(f"The letter is in {os.path.relpath(path)}.")

    def say(self, sentence: str) -> None:
        """One line."""
        self.stdout.write(f"- {sentence}")
