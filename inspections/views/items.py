"""One item of evidence: reading it, changing it, sharing it, taking a share back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from inspections import actions
from inspections.actions.choosing import words_of_criteria
from inspections.actions.files import kept_files
from inspections.actions.reading import note_reading
from inspections.errors import ReasonMissing
from inspections.forms import ChangeEvidenceForm
from inspections.forms.evidence import initial_from, initial_of
from inspections.models import EvidenceAudience
from inspections.permissions import (
    may_change_evidence,
    may_share_evidence,
    may_withdraw_evidence,
)
from inspections.permissions.search import may_tag
from inspections.presenters.attachments import ShownFile, shown_files
from inspections.presenters.evidence import (
    USE_COLUMNS,
    BothTexts,
    conflict_of,
    item_facts,
    unfinished,
    use_rows,
    withdrawn,
)
from inspections.presenters.recording import criterion_groups
from inspections.presenters.sharing import ShownShare, shown_shares
from inspections.presenters.versions import CHANGED_COLUMNS, version_rows
from inspections.values.reach import words_of_reach
from inspections.views.base import InspectionPage
from pages.uploads import refused_files
from records.actions import key_left_by
from records.errors import AlreadySent, Conflict
from records.models import Draft
from records.permissions import Answer


class ItemPage(InspectionPage):
    """A screen about one item that this person may see."""

    http_method_names = ["get", "head"]

    def load_more(self, *args: Any, evidence: str, **kwargs: Any) -> None:
        seen = EvidenceAudience.objects.visible_to(self.actor, self.today).for_member(self.member)
        row = seen.for_item().named(self.inspection, evidence)
        if row is None:
            raise Http404
        self.row = row
        self.item = row.evidence
        self.item.inspection = self.inspection

    @property
    def address(self) -> str:
        """The page of the item."""
        return reverse(
            "inspections:evidence_item", args=[self.inspection.reference, self.item.reference]
        )


class EvidenceItemPage(ItemPage):
    """What was recorded, how it read before, who else sees it and what relies on it."""

    template_name = "inspections/evidence_item.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The item."""
        revisions = self.row.readable_revisions()
        self.disclosed(*(f"evidence {self.item.reference} v{said.version}" for said in revisions))
        may_share = may_share_evidence(self.member, self.item, self.actor)
        may_change = may_change_evidence(self.member, self.inspection, self.item, self.actor)
        uses = self.row.readable_uses()
        context = {
            "row": self.row,
            "item": self.item,
            "facts": item_facts(self.row),
            "versions": version_rows(self.inspection, self.item.reference, revisions),
            "withdrawn": withdrawn(self.item),
            "may_withdraw": self.may_withdraw(),
            "may_tag": may_tag(self.member),
            "use_columns": USE_COLUMNS,
            "uses": use_rows(uses),
            "may_change": may_change,
            "may_share": may_share.allowed
            and not (self.item.strand.is_joint or self.item.is_withdrawn),
            "shares": self.shares(uses, may_share=may_share.allowed),
            "files": self.files(changes=may_change.allowed),
            "beyond": words_of_reach(
                self.row.reach_verdict, self.row.reach_source, self.row.said.basis
            ),
        }
        note_reading(row=self.row, by=self.actor, at=self.now)
        return self.render(context)

    def may_withdraw(self) -> Answer:
        """Whether the reader may take the item back."""
        return may_withdraw_evidence(self.member, self.inspection, self.item, self.actor)

    def shares(self, uses: list[Any], *, may_share: bool) -> list[ShownShare]:
        """The shares that the reader learns of, and for the owner what became of each."""
        return shown_shares(
            list(self.row.readable_shares()),
            uses,
            newest=0 if self.item.is_withdrawn else self.row.said.version,
            may_share=may_share,
            address=self.address,
            reads_all=self.is_owner,
        )

    def files(self, *, changes: bool) -> list[ShownFile]:
        """The files of the version that the reader sees."""
        return shown_files(
            self.item,
            self.inspection.reference,
            self.row.readable_attachments().of_revision(self.row.said),
            changes=changes,
            scans=self.is_owner,
        )

    @property
    def is_owner(self) -> bool:
        """Whether the reader is of the team of the inspectorate that owns it."""
        return self.row.inspectorate_id == self.item.owner_id


class ChangeEvidencePage(ItemPage):
    """A new version of an item, by its author."""

    template_name = "inspections/change_evidence.html"
    http_method_names = ["get", "post", "head"]

    def permission(self) -> Answer:
        return may_change_evidence(self.member, self.inspection, self.item, self.actor)

    def form(self, data: Any = None, **options: Any) -> ChangeEvidenceForm:
        """The form with what this strand's evidence may be about."""
        self.choices = actions.choices_of(inspection=self.inspection, strand=self.item.strand)
        power = self.item.power_id
        return ChangeEvidenceForm(data, choices=self.choices, power=power, **options)

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The item as it reads now, or a change that was begun and not finished."""
        drafts = actions.unfinished_notes(by=self.actor, about=self.item.reference)
        draft = next((one for one in drafts if str(one.receipt) == request.GET.get("draft")), None)
        initial = initial_of(self.row)
        if draft is not None:
            initial = {**initial, **initial_from(draft.content), "once": draft.receipt}
        self.disclosed(self.row)
        others = [one for one in drafts if one is not draft]
        return self.shown(self.form(initial=initial), draft=draft, drafts=others)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save it; show both texts when somebody saved first."""
        left_out = refused_files(request)
        form = self.form(request.POST, files=request.FILES, left_out=left_out)
        met = form.met()
        if met and "take" in request.POST:
            return self.chosen(form, *met)
        if not form.is_valid():
            both = self.both_texts(*met)[0] if met else None
            return self.shown(form, conflict=both, status=422)
        try:
            self.changed(self.new_version(form))
        except Conflict:
            return self.conflict(form)
        except ReasonMissing as refusal:
            form.add_error("why", refusal.message)
            return self.shown(form, status=422)
        except AlreadySent as refusal:
            form.add_error(None, refusal.message)
            form.sent_anew(key_left_by(key=form.key, by=self.actor))
            return self.shown(form, status=409)
        messages.success(request, f"Saved: {self.item.reference}, a new version.")
        return redirect(self.address)

    def new_version(self, form: ChangeEvidenceForm) -> Any:
        """Save the new version."""
        return actions.change_evidence(
            evidence=self.item,
            key=form.key,
            version=form.cleaned_data["base"],
            content=form.content(),
            by=self.actor,
            at=self.now,
            heard=form.heard,
            files=kept_files(uploads=form.cleaned_data["files"]),
        )

    def conflict(self, form: ChangeEvidenceForm) -> TemplateResponse:
        """Both texts, and the form to save what is made of them over the newer version."""
        mine, begun = form.cleaned_data["text"], form.cleaned_data["base"]
        both, version = self.both_texts(mine, begun)
        # The key stays: nothing was saved under it, and what autosave kept under it goes once the
        # merged text is sent.
        form.bear(base=version, text=both.merged, mine=mine, begun=begun)
        return self.shown(form, conflict=both, status=409)

    def chosen(self, form: ChangeEvidenceForm, mine: str, begun: int) -> TemplateResponse:
        """The page of both texts, with the one in the box that was asked for. Nothing is saved."""
        both, version = self.both_texts(mine, begun)
        form.take(both.text_of(self.request.POST["take"]), version)
        return self.shown(form, conflict=both, status=409)

    def both_texts(self, mine: str, begun: int) -> tuple[BothTexts, int]:
        """The text that was sent beside the newest one, and that one's version."""
        revisions = self.row.readable_revisions(with_facts=True)
        base = next((one for one in revisions if one.version == begun), None)
        self.disclosed(*revisions)
        return conflict_of(base, mine, revisions[0]), revisions[0].version

    def shown(
        self,
        form: ChangeEvidenceForm,
        *,
        draft: Draft | None = None,
        drafts: list[Draft] | None = None,
        conflict: BothTexts | None = None,
        status: int = 200,
    ) -> TemplateResponse:
        """The page with this form on it."""
        context = {
            "form": form,
            "item": self.item,
            "groups": criterion_groups(form, self.choices, form.recent, self.words()),
            "is_relied_on": actions.is_relied_on(evidence=self.item),
            "conflict": conflict,
            "columns": CHANGED_COLUMNS,
            "draft_version": draft.version if draft else form.draft_version,
            "unfinished": unfinished(self.inspection, drafts or [], self.request.path),
            "address": self.address,
            "autosave_url": reverse(
                "inspections:autosave", args=[self.inspection.reference, form.usable_key()]
            ),
        }
        return self.render(context, status=status)

    def words(self) -> dict[int, tuple[str, str]]:
        """By which words a criterion is found."""
        return words_of_criteria(strand=self.item.strand)
