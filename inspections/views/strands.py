"""A part of an inspection."""

from typing import Any

from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from inspections.models import EvidenceAudience, Strand
from inspections.permissions import may_record_evidence
from inspections.presenters.evidence import listing
from inspections.presenters.strands import AREA_COLUMNS, area_rows, strand_facts
from inspections.values import Asked, in_strand
from inspections.values.reach import counted_beyond
from inspections.views.base import InspectionPage


class StrandPage(InspectionPage):
    """One strand: who does it, under which power, what it answers, and its evidence.

    Everybody on the team reads who does what; of the evidence, each what their inspectorate sees.
    """

    template_name = "inspections/strand.html"
    http_method_names = ["get", "head"]

    def load_more(self, *args: Any, strand: str, **kwargs: Any) -> None:
        strands = Strand.objects.visible_to(self.actor, self.today).of(self.inspection)
        found = strands.for_page().named(strand)
        if found is None:
            raise Http404
        self.part = found

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """What the strand is, and a page of its evidence."""
        asked = Asked.from_query(request.GET)
        seen = EvidenceAudience.objects.visible_to(self.actor, self.today).for_member(self.member)
        rows = list(seen.of_strand(self.part).with_content().page(asked))
        shown = listing(self.inspection, rows, asked, request.path)
        self.disclosed(*rows[: len(shown.items)])
        takes_part = self.part.is_taken_part_in_by(self.member.inspectorate_id)
        record = reverse("inspections:record_evidence", args=[self.inspection.reference])
        context = {
            "strand": self.part,
            "facts": strand_facts(self.part),
            "columns": AREA_COLUMNS,
            "rows": area_rows(self.part),
            "may_record": may_record_evidence(self.member, self.inspection, takes_part=takes_part),
            "record_url": in_strand(record, self.part.code),
            "beyond": counted_beyond(*seen.of_strand(self.part).standing().count_beyond()),
            "listing": shown,
        }
        return self.render(context)
