"""Move an inspection to another version of its framework, or say what that would touch."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from frameworks.models import FrameworkVersion
from inspections.errors import UpgradeRefused
from inspections.models import Inspection
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused
from reports.actions.upgrading import Impact, upgrade_impact, upgrade_inspection
from reports.presenters.upgrading import impact_lines


class Command(BaseCommand):
    help = "Move an inspection to another version of its framework. No grade moves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which inspection, to which version, and who acts."""
        parser.add_argument("reference", metavar="REFERENCE", help="of the inspection")
        parser.add_argument("version", metavar="VERSION", help="of the same framework")
        parser.add_argument("--by", metavar="EMAIL", required=True, help="its overall lead")
        parser.add_argument("--why", metavar="TEXT", default="", help="a reason, for the record")
        parser.add_argument("--dry-run", action="store_true", help="list, and change nothing")
        parser.add_argument("--json", action="store_true", help="the list, as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print what the upgrade touches; without --dry-run, do it, in one transaction.

        Raises:
            CommandError: there is no such person, inspection or version, or the upgrade is refused;
                nothing was changed.
        """
        person = _person(options["by"])
        is_dry = options["dry_run"]
        with acting_as(person):
            inspection = _inspection(options["reference"], person)
            asked: dict[str, Any] = {
                "inspection": inspection,
                "version": _version(options["version"], inspection),
                "by": person,
                "at": timezone.now(),
            }
            try:
                impact = (
                    upgrade_impact(**asked)
                    if is_dry
                    else upgrade_inspection(**asked, why=options["why"]).impact
                )
            except ActionRefused as refusal:
                raise CommandError(_said(refusal)) from refusal
        self._print(impact, is_dry=is_dry, as_json=options["json"])
        if impact.reasons:
            raise CommandError(_said(UpgradeRefused(impact.reasons)))

    def _print(self, impact: Impact, *, is_dry: bool, as_json: bool) -> None:
        if as_json:
            data = {"upgraded": not is_dry, **impact.as_data()}
            self.stdout.write(json.dumps(data, indent=2, ensure_ascii=False))
            return
        for line in impact_lines(impact):
            self.stdout.write(line)
        if not is_dry:
            self.stdout.write(f"{impact.inspection} has version {impact.to_version} now.")
        elif not impact.reasons:
            self.stdout.write("Nothing was changed: this was a dry run.")


def _person(email: str) -> User:
    person = User.objects.filter(email=email.lower(), is_active=True).first()
    if person is None:
        raise CommandError(f"Nobody has an account with the address {email}.")
    return person


def _inspection(reference: str, person: User) -> Inspection:
    """The inspection, where it exists for this person: hidden and absent look the same."""
    found = Inspection.objects.visible_to(person).for_page().named(reference)
    if found is None:
        raise CommandError(f"There is no inspection {reference} that {person.email} may see.")
    return found


def _version(name: str, inspection: Inspection) -> FrameworkVersion:
    framework = inspection.framework_version.framework
    versions = FrameworkVersion.objects.filter(framework=framework).select_related("framework")
    found = versions.filter(version=name).first()
    if found is None:
        there = ", ".join(versions.order_by("version").values_list("version", flat=True))
        raise CommandError(f"There is no version {name} of {framework.code}. There is: {there}.")
    return found


def _said(refusal: ActionRefused) -> str:
    if not isinstance(refusal, UpgradeRefused):
        return f"{refusal.message} Nothing was changed."
    reasons = "".join(f"\n  {reason}" for reason in refusal.reasons)
    return f"The inspection keeps its version. Nothing was changed.{reasons}"
