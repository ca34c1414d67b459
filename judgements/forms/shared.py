"""The forms of a judgement: a position, a proposal, a signature."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from crispy_forms.layout import Layout
from django import forms

from frameworks.models import Grade
from frameworks.values import Limits, Presupposes, Rule
from judgements import rules
from judgements.values import (
    NO_EVIDENCE,
    NO_EVIDENCE_TITLE,
    PositionContent,
    ProposalContent,
    SignatureContent,
)
from pages import fields
from pages.forms import GovForm, OnceMixin, TypedMixin
from pages.layout import Group
from records.values import clean_text

LOST = "This page has lost what it was about. Open it again and send it once more."
YES_NO = [("yes", "Yes"), ("no", "No")]
TEXT_LIMIT = 10_000
# Begins the names of the fields for reasons of departing from a rule.
WHY = "why_"


class ForInspectorateMixin(forms.Form):
    """Carries the inspectorate that the page spoke of, so that a changed role is noticed."""

    inspectorate = forms.SlugField(
        widget=forms.HiddenInput, error_messages={"required": LOST, "invalid": LOST}
    )


class OpenPositionsForm(OnceMixin, GovForm):
    """One button: it asks every participating inspectorate for its position."""


class PositionForm(TypedMixin, ForInspectorateMixin, GovForm):
    """An inspectorate's own view. The page writes the form tag and the list of evidence."""

    with_form_tag = False

    grade = fields.RadiosField(
        label="Your inspectorate’s grade", label_size="m", missing="Select a grade"
    )
    rationale = fields.LongTextField(
        label="Why",
        label_size="m",
        hint="What the position rests on. The others read it once all positions are in.",
        missing="Say what the position rests on",
        rows=8,
        limit=TEXT_LIMIT,
    )
    evidence = fields.CheckboxesField(label="Evidence relied on", required=False)

    def __init__(
        self, *args: Any, grades: Sequence[Grade], items: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        """See the class.

        Args:
            grades: of the area's scale, the best first.
            items: key and name of the evidence that may be relied on.
        """
        super().__init__(*args, **kwargs)
        offer(
            self,
            "grade",
            [
                *((grade.code, grade.title) for grade in grades),
                (NO_EVIDENCE, NO_EVIDENCE_TITLE),
            ],
        )
        offer(self, "evidence", items)

    def layout(self) -> Layout:
        """Without the list of evidence, which the page draws."""
        return Layout("grade", "rationale")

    def content(self) -> PositionContent:
        """What was recorded; after `is_valid`."""
        grade = self.cleaned_data["grade"]
        return PositionContent(
            grade="" if grade == NO_EVIDENCE else grade,
            rationale=clean_text(self.cleaned_data["rationale"]).strip(),
            evidence=tuple(self.cleaned_data["evidence"]),
        )


class ProposeForm(TypedMixin, GovForm):
    """A grade for all, held against the limiting rules as it is sent."""

    grade = fields.RadiosField(label="Grade", label_size="m", missing="Select a grade")
    statement = fields.LongTextField(
        label="The judgement in words",
        label_size="m",
        hint="As the report will say it. Every inspectorate signs these words.",
        missing="Say in words what the judgement is",
        rows=8,
        limit=TEXT_LIMIT,
    )

    def __init__(
        self,
        *args: Any,
        area: str,
        grades: Sequence[Grade],
        limiting: Sequence[Rule],
        facts: rules.Facts,
        **kwargs: Any,
    ) -> None:
        """See the class.

        Args:
            area: the code of the judgement area.
            grades: of the area's scale, the best first.
            limiting: the framework's rules.
            facts: what is known, the answers apart: those are asked here.
        """
        super().__init__(*args, **kwargs)
        self.area, self.limiting, self.facts = area, limiting, facts
        self.asked = rules.questions(limiting, area, facts)
        self.about = [
            rule
            for rule in limiting
            if isinstance(rule.definition, Presupposes | Limits) and rule.definition.area == area
        ]
        offer(self, "grade", [(grade.code, grade.title) for grade in grades])
        for one in self.asked:
            self.fields[answer_field(one.code)] = fields.RadiosField(
                label=one.text,
                hint=f"Asked by {one.source}. Your answer is kept with the proposal.",
                choices=YES_NO,
                missing=f"Select yes or no: {one.text}",
                inline=True,
            )
        for rule in self.about:
            self.fields[why_field(rule.code)] = fields.LongTextField(
                label=f"Reason for departing from {rule.source} (only if the grade does)",
                hint=rule.statement,
                required=False,
                rows=3,
                limit=TEXT_LIMIT,
            )

    def layout(self) -> Layout:
        """The question first: the rules need its answer before the grade makes sense."""
        parts: list[Any] = ["grade", "statement"]
        if self.asked:
            parts.insert(
                0, Group("What the rules ask", *(answer_field(one.code) for one in self.asked))
            )
        if self.about:
            parts.append(
                Group("Departing from a rule", *(why_field(rule.code) for rule in self.about))
            )
        return Layout(*parts)

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the grade departs from a rule."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        facts = replace(self.facts, answers=self._answers())
        outcomes = rules.evaluate(self.limiting, self.area, facts)
        for blocked in rules.blocks(outcomes):
            self.add_error(None, blocked.because)
        for one in rules.departures(outcomes, cleaned["grade"]):
            if not cleaned[why_field(one.rule)].strip():
                self.add_error(why_field(one.rule), f"{one.because} Give the reason for departing")
        return cleaned

    def content(self) -> ProposalContent:
        """What is proposed; after `is_valid`."""
        return ProposalContent(
            grade=self.cleaned_data["grade"],
            statement=clean_text(self.cleaned_data["statement"]).strip(),
            answers=self._answers(),
            departures={
                rule.code: clean_text(self.cleaned_data[why_field(rule.code)]).strip()
                for rule in self.about
            },
        )

    def _answers(self) -> dict[str, bool]:
        return {one.code: self.cleaned_data[answer_field(one.code)] == "yes" for one in self.asked}


class SignForm(OnceMixin, ForInspectorateMixin, GovForm):
    """A signature on what the page shows, and a view that differs, if there is one."""

    content_hash = forms.RegexField(
        r"^[0-9a-f]{64}$",
        widget=forms.HiddenInput,
        error_messages={"required": LOST, "invalid": LOST},
    )
    view = fields.RadiosField(
        label="Your inspectorate’s own view",
        label_size="m",
        missing="Select whether your inspectorate’s own view differs",
        option_hints={
            "differs": "The shared grade stands. Your reason stays on the record beside it.",
            "abstains": "The signature counts; one inspectorate at least has to agree.",
        },
    )
    disagreement = fields.LongTextField(
        label="If it differs, or you abstain, why",
        required=False,
        rows=4,
        limit=TEXT_LIMIT,
    )
    prints = fields.RadiosField(
        label="May the letter print views that differ, and abstentions? (optional)",
        hint="They are printed only if the lead of every inspectorate says yes. You can decide "
        "later, and change it until the letter is published.",
        choices=YES_NO,
        required=False,
        inline=True,
    )

    def __init__(self, *args: Any, signs_for: str, **kwargs: Any) -> None:
        """See the class.

        Args:
            signs_for: the short name of the inspectorate.
        """
        super().__init__(*args, **kwargs)
        offer(
            self,
            "view",
            [
                ("agrees", f"{signs_for} is of the same view"),
                ("differs", f"{signs_for} signs, and records that its own view differs"),
                ("abstains", f"{signs_for} signs without a view of the grade"),
            ],
        )

    def clean(self) -> dict[str, Any]:
        """A view that differs has a reason; a reason without one is asked about, not dropped."""
        cleaned = super().clean() or self.cleaned_data
        reason = cleaned.get("disagreement", "").strip()
        if cleaned.get("view") == "differs" and not reason:
            self.add_error("disagreement", "Say why your inspectorate’s view differs")
        if cleaned.get("view") == "abstains" and not reason:
            self.add_error("disagreement", "Say why your inspectorate abstains")
        if cleaned.get("view") == "agrees" and reason:
            self.add_error(
                "view", "You gave a reason for a view that differs. Select that, or empty the box"
            )
        return cleaned

    def content(self) -> SignatureContent:
        """What is signed; after `is_valid`."""
        reason = clean_text(self.cleaned_data["disagreement"]).strip()
        abstains = self.cleaned_data["view"] == "abstains"
        said = self.cleaned_data["prints"]
        return SignatureContent(
            content_hash=self.cleaned_data["content_hash"],
            disagreement="" if abstains else reason,
            abstention=reason if abstains else "",
            prints=said == "yes" if said else None,
        )


def answer_field(question: str) -> str:
    """The name of the field that asks a question of the rules."""
    return f"answer_{question}"


def why_field(rule: str) -> str:
    """The name of the field for the reason of departing from a rule."""
    return f"{WHY}{rule}"


def offer(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    """Let a field of the form choose from these."""
    cast(forms.ChoiceField, form.fields[name]).choices = choices
