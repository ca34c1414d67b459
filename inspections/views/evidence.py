"""Evidence: the list, recording an item, and what is saved as it is typed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.validators import slug_re
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from inspections import actions
from inspections.actions.choosing import recent_choices, words_of_criteria
from inspections.actions.files import kept_files
from inspections.forms import EvidenceForm
from inspections.forms.autosave import item_of
from inspections.forms.evidence import initial_from, preset
from inspections.models import Evidence, EvidenceAudience, Strand
from inspections.permissions import may_record_evidence
from inspections.presenters.evidence import listing, unfinished
from inspections.presenters.recording import criterion_groups, template_links
from inspections.presenters.strands import record_links
from inspections.values import JOINT_STRAND, Asked, Choices, in_strand
from inspections.values.evidence import Recent
from inspections.views.base import InspectionPage
from pages.page import JsonPage
from pages.shown import Link
from pages.typing import UNREADABLE, Typed, refused_typing
from pages.uploads import refused_files
from records.actions import key_left_by
from records.errors import ActionRefused, AlreadySent
from records.models import Draft
from records.permissions import Answer


class EvidenceListPage(InspectionPage):
    """What this person's inspectorate may see of the evidence, the newest first."""

    template_name = "inspections/evidence_list.html"
    http_method_names = ["get", "head"]
    strand = JOINT_STRAND

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        self.find_own_strand()

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """A page of the list."""
        asked = Asked.from_query(request.GET)
        seen = EvidenceAudience.objects.visible_to(self.actor, self.today).for_member(self.member)
        rows = list(seen.with_content().page(asked))
        shown = listing(self.inspection, rows, asked, request.path)
        self.disclosed(*rows[: len(shown.items)])
        may_record = may_record_evidence(
            self.member, self.inspection, takes_part=self.place.takes_part
        )
        return self.render({"listing": shown, "may_record": may_record})


class RecordingPage(InspectionPage):
    """A screen for those who record evidence in a strand.

    `?strand=` names it. Without a name it is the joint strand or, where the reader's inspectorate
    takes no part in that, the first of its own.
    """

    def load(self, *args: Any, **kwargs: Any) -> None:
        asked = self.request.GET.get("strand")
        self.is_named = asked is not None
        self.strand = JOINT_STRAND if asked is None else asked
        if not slug_re.match(self.strand):
            raise Http404
        super().load(**kwargs)

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        if not self.is_named:
            self.find_own_strand()
        if self.place.strand is None:
            raise Http404
        self.strand = self.place.strand.code

    def permission(self) -> Answer:
        return may_record_evidence(self.member, self.inspection, takes_part=self.place.takes_part)

    @property
    def draft_about(self) -> str:
        """What a draft of a new item is about."""
        return f"{self.inspection.reference}/{self.strand}"

    def address(self, name: str, *more: Any) -> str:
        """The address of a screen of this strand."""
        return in_strand(reverse(name, args=[self.inspection.reference, *more]), self.strand)


class RecordEvidencePage(RecordingPage):
    """A new item of evidence."""

    template_name = "inspections/record_evidence.html"

    def load(self, *args: Any, **kwargs: Any) -> None:
        self.is_drawn = self.request.method != "POST"
        super().load(**kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The form: empty, with case and source of the last one, or with an unfinished note."""
        drafts = actions.unfinished_notes(by=self.actor, about=self.draft_about)
        draft = next((one for one in drafts if str(one.receipt) == request.GET.get("draft")), None)
        self.choices = self.choices_here()
        initial = self.initial(request.GET, draft)
        form = EvidenceForm(choices=self.choices, recent=self.recent(), initial=initial)
        others = [one for one in drafts if one is not draft]
        return self.shown(form, draft=draft, drafts=others)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Record it, or say what is missing and keep the text."""
        self.choices = self.choices_here()
        form = EvidenceForm(
            request.POST,
            request.FILES,
            left_out=refused_files(request),
            power=self.place.strand.power_id,
            choices=self.choices,
        )
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            item = self.record(form)
        except AlreadySent as refusal:
            form.add_error(None, f"{refusal.message} To record this as another one, send it again.")
            form.sent_anew(key_left_by(key=form.key, by=self.actor))
            return self.shown(form, status=409)
        self.changed(item)
        messages.success(request, f"Saved: {item.reference}.")
        return redirect(self.next_address(item.reference, form))

    def record(self, form: EvidenceForm) -> Evidence:
        """Record what the form holds."""
        return actions.record_evidence(
            key=form.key,
            inspection=self.inspection,
            strand=self.place.strand,
            content=form.content(),
            case=form.case_key(),
            by=self.actor,
            at=self.now,
            place=self.place,
            choices=self.choices,
            heard=form.heard,
            files=kept_files(uploads=form.cleaned_data["files"]),
        )

    def shown(
        self,
        form: EvidenceForm,
        *,
        draft: Draft | None = None,
        drafts: list[Draft] | None = None,
        status: int = 200,
    ) -> TemplateResponse:
        """The page with this form on it."""
        context = {
            "form": form,
            "strand": self.place.strand,
            "others": self.other_strands(),
            "groups": criterion_groups(form, self.choices, form.recent, self.words()),
            "templates": template_links(self.request.GET),
            "draft_version": draft.version if draft else form.draft_version,
            "unfinished": unfinished(
                self.inspection, drafts or [], self.request.path, strand=self.strand
            ),
            "autosave_url": self.address("inspections:autosave", form.usable_key()),
        }
        return self.render(context, status=status)

    def choices_here(self) -> Choices:
        """What evidence of this strand may be about."""
        return actions.choices_of(inspection=self.inspection, strand=self.place.strand)

    def recent(self) -> Recent:
        """What this person chose lately."""
        return recent_choices(by=self.actor, inspection=self.inspection)

    def words(self) -> dict[int, tuple[str, str]]:
        """By which words a criterion is found."""
        return words_of_criteria(strand=self.place.strand)

    def initial(self, query: QueryDict, draft: Draft | None) -> dict[str, Any]:
        """What the form begins with."""
        if draft is not None:
            return {**initial_from(draft.content), "once": draft.receipt}
        return preset(query, self.choices)

    def next_address(self, reference: str, form: EvidenceForm) -> str:
        """The item when this was the last; otherwise the next form, with case and source kept."""
        if "finish" in self.request.POST:
            return reverse("inspections:evidence_item", args=[self.inspection.reference, reference])
        kept = {"source": form.cleaned_data["source"]}
        case = self.choices.cases.get(form.case_key() or 0)
        if case is not None:
            kept["case"] = case.label
        address = reverse("inspections:record_evidence", args=[self.inspection.reference])
        return in_strand(address, self.strand, **kept)

    def other_strands(self) -> list[Link]:
        """Where else this person's inspectorate records."""
        strands = Strand.objects.visible_to(self.actor, self.today).of(self.inspection)
        mine = strands.taken_part_in_by(self.member.inspectorate_id)
        return record_links(self.inspection, [one for one in mine if one != self.place.strand])


class AutosavePage(JsonPage, RecordingPage):
    """What is being typed is saved, under the key of the open form."""

    http_method_names = ["post"]
    is_drawn = False

    def post(self, request: HttpRequest, *, key: UUID, **kwargs: Any) -> JsonResponse:
        """Save it, or say why not."""
        typed = Typed.from_body(request.body)
        if typed is None:
            return JsonResponse({"message": UNREADABLE}, status=422)
        version = actions.save_evidence_draft(
            key=key,
            about=item_of(typed) or self.draft_about,
            base_version=typed.base,
            version=typed.version,
            content=typed.content,
            by=self.actor,
            at=self.now,
        )
        self.changed(f"draft {key} v{version}")
        return JsonResponse({"version": version, "saved_at": self.now.isoformat()})

    def refusal_response(self, refusal: ActionRefused, *, status: int) -> HttpResponse:
        return refused_typing(refusal, status=status)


class DiscardNotePage(RecordingPage):
    """An unfinished note is thrown away."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *, key: UUID, **kwargs: Any) -> HttpResponse:
        """Throw it away."""
        actions.discard_note(key=key, by=self.actor, at=self.now)
        self.changed(f"draft {key}")
        messages.success(request, "The unfinished note is thrown away.")
        return redirect(self.address("inspections:record_evidence"))
