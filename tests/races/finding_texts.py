"""Findings of an inspection that two windows have open: on their own page, and in two documents."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from records.actor import acting_as
from reports.models import Finding
from tests.factories.documents import HealthReport
from tests.factories.findings import as_now, finding_of, used_in
from tests.factories.inspections import JointInspection
from tests.factories.reports import Told
from tests.races.text import Text, window_of


class NumberedText(Text):
    """A numbered finding of an inspection, open before two leads."""

    name = "numbered finding"

    def __init__(self, joint: JointInspection) -> None:
        self.finding = finding_of(joint)
        self.windows = (window_of(joint.leads["ofsted"]), window_of(joint.leads["cqc"]))
        self.address = reverse("reports:change_finding", args=[joint.reference, "R1"])

    def version(self) -> int:
        return as_now(self.finding).version

    def standing(self) -> str:
        return as_now(self.finding).text

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        return window.post(self.address, finding_form(words, version))


class StatedText(Text):
    """A finding that two documents state, each open before who writes it."""

    name = "finding in two documents"

    def __init__(self, letter: Told, health: HealthReport) -> None:
        self.finding = finding_of(letter.joint)
        told: dict[Client, tuple[Told, str]] = {}
        for one, by in ((letter, letter.lead), (health, health.writer)):
            paragraph = used_in(one, self.finding, by=by)
            told[window_of(by)] = (one, paragraph.reference)
        self.told = told
        first, second = told
        self.windows = (first, second)

    def version(self) -> int:
        with acting_as(self.finding.recorded_by):
            versions = set(
                Finding.objects.get(pk=self.finding.pk).uses.values_list("version", flat=True)
            )
        [found] = versions
        return int(found)

    def standing(self) -> str:
        return as_now(self.finding).text

    def send(self, window: Client, words: str, version: int) -> HttpResponse:
        one, reference = self.told[window]
        address = reverse("reports:change_paragraph", args=[*one.report.where, reference])
        form = {"text": words, "agency": "", "base": version, "once": str(uuid4())}
        return window.post(address, form)


def finding_form(words: str, version: int) -> dict[str, Any]:
    """The fields of the form, as a browser sends them."""
    return {
        "once": str(uuid4()),
        "base": version,
        "text": words,
        "agency": "",
        "area": "",
        "criterion": "",
    }
