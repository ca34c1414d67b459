"""Forms of records that have versions: what somebody had open, and in which part it is kept."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.forms import HiddenInput
from django.http import QueryDict

from inspections.forms.once import SentOnceForm
from inspections.models import Strand
from pages import fields
from pages.forms import form_data
from records.models import Draft
from records.values import HeardOfDraft


class LastingForm(SentOnceForm):
    """A form that comes back with what was typed, whatever the answer was."""

    with_form_tag = False

    def sent_anew(self) -> None:
        """Give the form another key, so that what it holds can be sent as a thing of its own."""
        self.bear(once=uuid4())

    def bear(self, **values: Any) -> None:
        """Show other values in these fields; everything else stays as it was typed."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name, value in values.items():
            data[name] = str(value)
        self.data = data


class KeptForm(LastingForm):
    """A record, or another version of it. `base` is the version that was open, 0 for a new one."""

    base = fields.NumberField(min_value=0, initial=0, widget=HiddenInput)

    @property
    def heard(self) -> HeardOfDraft:
        """What the page knew of its draft."""
        return HeardOfDraft.from_form(self.data)

    def sent(self) -> dict[str, list[str]]:
        """What was sent, without how often it was kept as it was typed."""
        return {name: said for name, said in super().sent().items() if name != "version"}

    def usable_key(self) -> UUID:
        """The key under which the form goes on: a new one where what was sent is no key."""
        try:
            return UUID(str(self["once"].value()))
        except ValueError:
            self.sent_anew()
            return UUID(str(self["once"].value()))

    def go_on_with(self, draft: Draft) -> None:
        """Begin with what was typed before, nothing of it checked yet."""
        typed = form_data(draft.content)
        for name, field in self.fields.items():
            self.initial[name] = field.widget.value_from_datadict(typed, {}, self.add_prefix(name))
        self.initial.update(once=draft.receipt, base=draft.base_version)


class InStrandForm(KeptForm):
    """A new record: it says in which part of the inspection it is kept, and so who sees it."""

    strand = fields.RadiosField(label="Who sees it", missing="Select who sees it", small=True)

    def __init__(
        self, *args: Any, strands: Sequence[Strand], short_name: str, **kwargs: Any
    ) -> None:
        """Take the parts in which the person's inspectorate records.

        Args:
            short_name: of that inspectorate.
        """
        super().__init__(*args, **kwargs)
        self.strands = {one.code: one for one in strands}
        field = self.fields["strand"]
        field.choices = [  # type: ignore[attr-defined]  # a field of choices
            (one.code, "The whole joint team" if one.is_joint else f"{short_name} alone")
            for one in strands
        ]
        field.option_hints = {  # type: ignore[attr-defined]  # one of ours
            one.code: one.title for one in strands
        }
        field.initial = next(iter(self.strands), "")

    def chosen_strand(self) -> Strand:
        """The part that was chosen."""
        return self.strands[self.cleaned_data["strand"]]


class WithdrawForm(LastingForm):
    """Why a record is withdrawn, and at which version."""

    submit_label = "Withdraw it"
    submit_style = "warning"
    base = fields.NumberField(min_value=1, widget=HiddenInput)
    why = fields.LongTextField(
        label="Why it is withdrawn",
        hint="It stays to be read by those who could read it, with this reason.",
        missing="Enter why it is withdrawn",
        rows=3,
        limit=1_000,
    )


def key_of(text: str) -> int | None:
    """The key that was chosen from a list, None for none."""
    return int(text) if text else None


def case_choices(cases: Sequence[Any]) -> list[tuple[Any, str]]:
    """The cases to choose from."""
    return [("", "No case"), *((one.pk, one.reference) for one in cases)]


def agency_choices(agencies: Sequence[Any]) -> list[tuple[Any, str]]:
    """The agencies to choose from."""
    return [("", "The partnership as a whole"), *((one.pk, one.name) for one in agencies)]
