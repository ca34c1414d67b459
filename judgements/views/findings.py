"""The pages of one finding: added, changed, withdrawn."""

from typing import Any

from django.http import Http404, HttpResponse

from judgements import actions
from judgements.forms import FindingForm, WithdrawFindingForm
from judgements.forms.narrative import PARTNERSHIP, WHOLE_AREA
from judgements.models import NarrativeFinding
from judgements.permissions import may_withdraw_finding, may_write_finding
from judgements.presenters.words import moment
from judgements.values.typed import FINDING_DRAFT
from judgements.views.narrative import ActPage, EvaluationBase
from records.errors import ActionRefused, Conflict
from records.permissions import Answer


class FindingPage(ActPage):
    """The form of a finding."""

    template_name = "judgements/finding.html"
    draft_kind = FINDING_DRAFT
    finding: NarrativeFinding | None = None

    def permission(self) -> Answer:
        """Whoever writes for an inspectorate that takes part."""
        return may_write_finding(self.member, self.inspection, self.reading.participants)

    def form(self, data: Any = None) -> FindingForm:
        """The form, with what there is to choose from."""
        reading, row = self.reading, self.finding
        criteria = list(reading.criteria)
        on = row.criterion if row else None
        if on and on.reference not in {one.reference for one in criteria}:
            criteria.append(on)
        return FindingForm(
            data,
            agencies=reading.agencies,
            criteria=criteria,
            items=[(one.key, one.reference) for one in reading.items],
            unseen=reading.unseen(row) if row else 0,
            initial=self.initial(),
        )

    def initial(self) -> dict[str, Any]:
        """A new finding: on the criterion that the address names, by its place."""
        asked = self.request.GET.get("criterion", "")
        found = [one.reference for one in self.reading.criteria if str(one.order) == asked]
        return {"criterion": found[0] if found else "", "base": 0}

    def more(self) -> dict[str, Any]:
        """The evidence to choose from, and the finding."""
        self.disclosed(*self.reading.items)
        return {"items": self.reading.items, "finding": self.finding}


class AddFindingPage(FindingPage):
    """A new finding."""

    def act(self, form: FindingForm) -> str:
        """Add it."""
        added = actions.add_finding(
            evaluation=self.evaluation,
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
            heard=form.heard,
        )
        self.changed(added)
        return f"Finding {added} is added."


class OneFinding(EvaluationBase):
    """A page about one finding."""

    finding: Any

    def load_more(self, **kwargs: Any) -> None:
        """The finding with this number, among those that the reader may read."""
        found = [one for one in self.reading.findings if one.number == kwargs["number"]]
        if not found:
            raise Http404
        self.finding = found[0]

    def check(self) -> None:
        """Not of a complete evaluation, and not when it was withdrawn."""
        actions.refuse_complete(evaluation=self.evaluation)
        if self.finding.is_withdrawn:
            raise ActionRefused("This finding was withdrawn. Add what holds now as a new finding.")


class ChangeFindingPage(OneFinding, FindingPage):
    """Another version of a finding."""

    def initial(self) -> dict[str, Any]:
        """The finding as it reads now."""
        row, reading = self.finding, self.reading
        relied_on = [reading.references.get(key) for key in reading.rests_on.get(row.pk, [])]
        return {
            "base": row.version,
            "kind": row.kind,
            "agency": row.agency_id or PARTNERSHIP,
            "criterion": row.criterion.reference if row.criterion else WHOLE_AREA,
            "text": row.text,
            "evidence": [one[0] for one in relied_on if one],
        }

    def act(self, form: FindingForm) -> str:
        """Save the version."""
        changed = actions.change_finding(
            finding=self.finding,
            version=form.cleaned_data["base"],
            content=form.content(),
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
            heard=form.heard,
        )
        self.changed(changed)
        return f"Finding {changed} is saved, version {changed.version}."

    def conflict(self, form: FindingForm, conflict: Conflict) -> HttpResponse:
        """Both texts, and the form to save what is made of them over the newer version."""
        theirs = conflict.theirs
        if theirs is None:
            form.add_error(None, "It was withdrawn meanwhile. What you typed is below.")
            return self.shown(form, status=409)
        self.disclosed(theirs)
        ticked = {*form.cleaned_data["evidence"], *self.initial()["evidence"]}
        form.bear(base=theirs.version, evidence=sorted(ticked))
        newest = theirs.revisions.select_related("by", "agency", "criterion").latest("version")
        both = {
            "mine": form.cleaned_data["text"],
            "theirs": f"{newest.kind_label}: {newest.about}\n\n{newest.text}",
            "note": f"Version {newest.version}, {newest.by.name}, {moment(newest.at)}",
        }
        return self.shown(form, status=409, both=both)


class WithdrawFindingPage(OneFinding, ActPage):
    """A finding is withdrawn."""

    template_name = "judgements/withdraw_finding.html"

    def permission(self) -> Answer:
        """Its inspectorate, or whoever completes the evaluation."""
        participants = self.reading.participants
        return may_withdraw_finding(self.member, self.inspection, participants, self.finding)

    def form(self, data: Any = None) -> WithdrawFindingForm:
        """Why."""
        return WithdrawFindingForm(data, initial={"base": self.finding.version})

    def act(self, form: WithdrawFindingForm) -> str:
        """Withdraw it."""
        withdrawn = actions.withdraw_finding(
            finding=self.finding,
            version=form.cleaned_data["base"],
            why=form.cleaned_data["why"],
            key=form.cleaned_data["once"],
            by=self.person,
            at=self.now,
        )
        self.changed(withdrawn)
        return f"Finding {withdrawn} is withdrawn."

    def more(self) -> dict[str, Any]:
        """The finding."""
        self.disclosed(self.finding)
        return {"finding": self.finding}
