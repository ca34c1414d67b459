"""Write the generated pages of the documentation, or say which are out of date."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk.authorisation import matrix_page, read_matrix
from desk.diagrams import diagram
from frameworks.states import FRAMEWORK_VERSION
from inspections.states import CONCERN, INSPECTION, JOINT_AUDIT
from judgements.states import EVALUATION, GRADED, JUDGEMENT
from records.states import JOB
from reports.states import REPORT

TABLES = (
    FRAMEWORK_VERSION,
    INSPECTION,
    JOINT_AUDIT,
    CONCERN,
    JUDGEMENT,
    GRADED,
    EVALUATION,
    REPORT,
    JOB,
)


class Command(BaseCommand):
    """The state diagrams in docs/states/, and the page of the authorisation matrix."""

    help = "Write the generated pages of the documentation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail when old.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write, or compare.

        Raises:
            CommandError: with --check, a page differs from what would be written.
        """
        pages = _pages(Path(settings.BASE_DIR) / "docs")
        if options["check"]:
            old = [
                path.name
                for path, text in pages.items()
                if not path.exists() or path.read_text(encoding="utf-8") != text
            ]
            if old:
                raise CommandError(f"Out of date in docs: {', '.join(old)}. Run: make docs")
            return
        for path, text in pages.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(TABLES)} state diagrams and the authorisation matrix written.")


def _pages(folder: Path) -> dict[Path, str]:
    matrix = (folder / "authorisation.csv").read_text(encoding="utf-8")
    try:
        lines = read_matrix(matrix)
    except ValueError as fault:
        raise CommandError(f"docs/authorisation.csv: {fault}") from fault
    states = folder / "states"
    return {
        **{states / f"{table.name.replace(' ', '-')}.md": diagram(table) for table in TABLES},
        folder / "authorisation.md": matrix_page(lines),
    }
