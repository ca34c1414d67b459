"""Hold recorded grades against a framework's limiting rules."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from frameworks.models import FrameworkVersion, Grade
from frameworks.reference import shipped_where_none_is_loaded
from frameworks.states import VersionState
from judgements.rules.facts import Facts
from judgements.rules.recorded import CheckedRow, check_recorded
from judgements.rules.recorded_file import OutcomesRefused, Scales, read_outcomes

MAX_BYTES = 50_000_000
_MOST_PROBLEMS = 50
_HEADINGS = ("Row", "Area", "Recorded", "Proposed", "By", "Source")


class Command(BaseCommand):
    """For whoever asks where published grades depart from the rules, and why."""

    help = (
        "Read recorded grades, one row an inspection and columns named by judgement-area code, and "
        "print what the framework’s limiting rules propose and where the grades depart from them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The framework, the file, and how to print."""
        parser.add_argument(
            "framework", metavar="FRAMEWORK", help="its code, or its code and version: ilacs/2018"
        )
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument("--json", action="store_true", help="every row, as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check every row; print nothing but the faults where the file has any."""
        with shipped_where_none_is_loaded() as stand_in:
            if stand_in:
                self.stderr.write("No framework is loaded. The files that are shipped are used.")
            self._check(options)

    def _check(self, options: dict[str, Any]) -> None:
        version = named_version(options["framework"])
        areas = list(version.areas.select_related("scale"))
        grades: dict[int, dict[str, str]] = {}
        for grade in Grade.objects.filter(scale__version=version):
            grades.setdefault(grade.scale_id, {})[grade.code] = grade.title
        scales = {area.code: grades.get(area.scale_id or 0, {}) for area in areas}
        titles = {code: title for scale in grades.values() for code, title in scale.items()}
        titles |= {area.code: area.title for area in areas}
        rules = [rule.as_value() for rule in version.limiting_rules.all()]
        rows = self._read(options["file"], scales)
        checked = list(check_recorded(rows, rules, Facts(titles=titles)))
        if options["json"]:
            data = [_as_data(row) for row in checked]
            self.stdout.write(json.dumps(data, indent=2, ensure_ascii=False))
        else:
            self._print_departures(checked, titles)
        self.stderr.write(_summary(version, checked))

    def _read(self, path: Path, scales: Scales) -> list[dict[str, str]]:
        try:
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}. Name a CSV file.") from error
        if len(content) > MAX_BYTES:
            raise CommandError(f"{path}: The file is larger than 50 MB. Divide it.")
        try:
            return read_outcomes(content, scales)
        except OutcomesRefused as refused:
            for one in refused.problems[:_MOST_PROBLEMS]:
                place = f"{one.line}: {one.column}" if one.column else f"{one.line}"
                self.stderr.write(f"{path}:{place}: {one.what}.")
            raise CommandError(f"Nothing was checked: {refused}.") from refused

    def _print_departures(self, checked: Sequence[CheckedRow], titles: dict[str, str]) -> None:
        table = [_HEADINGS]
        for row in checked:
            strengths = {one.rule: one.strength.value for one in row.proposals}
            table += [
                (
                    str(row.row),
                    titles[one.area],
                    titles[one.recorded],
                    titles[one.proposed],
                    strengths[one.rule],
                    one.source,
                )
                for one in row.departures
            ]
        if len(table) == 1:
            self.stdout.write("No grade departs from a rule.")
            return
        widths = [max(len(line[place]) for line in table) for place in range(len(_HEADINGS))]
        for line in table:
            cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())


def named_version(named: str) -> FrameworkVersion:
    """The version that is named; of a code alone the one in force, or the newest that is loaded."""
    code, _, name = named.partition("/")
    versions = FrameworkVersion.objects.select_related("framework").filter(framework__code=code)
    if name:
        found = versions.named(code, name).first()
    else:
        in_force = versions.in_force_on(timezone.localdate())
        newest = versions.exclude(status=VersionState.WITHDRAWN).order_by("-version")
        found = in_force.first() or newest.first()
    if found is None:
        known = FrameworkVersion.objects.order_by("framework__code", "version")
        loaded = [
            f"{one.framework.code}/{one.version}" for one in known.select_related("framework")
        ]
        raise CommandError(
            f"No framework “{named}” is loaded. Load its file with manage.py load_framework FILE. "
            f"There are: {', '.join(loaded)}."
        )
    return found


def _as_data(row: CheckedRow) -> dict[str, Any]:
    return {
        "row": row.row,
        "recorded": dict(row.recorded),
        "proposals": [
            {
                "rule": one.rule,
                "area": one.area,
                "grade": one.grade,
                "strength": one.strength.value,
                "because": one.because,
            }
            for one in row.proposals
        ],
        "departures": [
            {
                "rule": one.rule,
                "area": one.area,
                "recorded": one.recorded,
                "proposed": one.proposed,
                "source": one.source,
            }
            for one in row.departures
        ],
    }


def _summary(version: FrameworkVersion, checked: Sequence[CheckedRow]) -> str:
    """How much was checked, and what could not be, in one line."""
    departures = sum(len(row.departures) for row in checked)
    left = Counter((code, reason) for row in checked for code, reason in row.left.items())
    proposals = sum(len(row.proposals) for row in checked)
    name = f"{version.framework.code}/{version.version}"
    said = [f"{name}: rows {len(checked)}, proposals {proposals}, departures {departures}."]
    said += [
        f"Not evaluated in {times} of {len(checked)}: {code}, because {reason}."
        for (code, reason), times in sorted(left.items())
    ]
    return " ".join(said)
