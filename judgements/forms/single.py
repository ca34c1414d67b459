"""The forms of a judgement that one inspectorate makes: propose, decide, moderate, reopen."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Layout
from django import forms

from frameworks.models import Grade
from frameworks.values import NOT_JUDGED
from judgements.forms.shared import ProposeForm, answer_field, offer, why_field
from judgements.values import (
    NOT_JUDGED_TITLE,
    DecisionContent,
    GradeContent,
    ModerationContent,
)
from pages import fields
from pages.forms import GovForm, OnceMixin
from pages.layout import Group
from records.values import clean_text

_LOST = "This page has lost what it was about. Open it again and send it once more."
_TEXT_LIMIT = 10_000
_WORDS_HINT = "As the report will say it. They are decided and moderated with the grade."


class StandsOnMixin(forms.Form):
    """Carries the hash of what was on the page, so that a change behind it is noticed."""

    content_hash = forms.RegexField(
        r"^[0-9a-f]{64}$",
        widget=forms.HiddenInput,
        error_messages={"required": _LOST, "invalid": _LOST},
    )


class ProposeGradeForm(ProposeForm):
    """A grade with its words, held against the limiting rules; or that the area is not judged."""

    def __init__(
        self,
        *args: Any,
        grades: Sequence[Grade],
        may_leave: str = "",
        starts_from: GradeContent | None = None,
        **kwargs: Any,
    ) -> None:
        """See the class.

        Args:
            grades: of the area's scale, the best first.
            may_leave: when the framework lets the area go without a grade; empty: never.
            starts_from: what stands already, to be taken or changed.
        """
        super().__init__(*args, grades=grades, **kwargs)
        self.may_leave = may_leave
        if starts_from is not None:
            self.initial = {**_initial(starts_from), **self.initial}
        self.fields["statement"].help_text = _WORDS_HINT
        if not may_leave:
            return
        choices = [(grade.code, grade.title) for grade in grades]
        offer(self, "grade", [*choices, (NOT_JUDGED, NOT_JUDGED_TITLE)])
        self.fields["not_judged"] = fields.LongTextField(
            label="Why it is not judged (only if it is not)",
            hint=may_leave,
            required=False,
            rows=3,
            limit=_TEXT_LIMIT,
        )
        if self.is_bound and self.data.get("grade") == NOT_JUDGED:
            # The rules ask before a grade is given. Here none is.
            for one in self.asked:
                self.fields[answer_field(one.code)].required = False

    def layout(self) -> Layout:
        """The reason for giving no grade stands under the grades."""
        parts = list(super().layout().fields)
        if self.may_leave:
            parts.insert(parts.index("grade") + 1, "not_judged")
        return Layout(*parts)

    def clean(self) -> dict[str, Any]:
        """A reason where there is no grade, none where there is one; then what the rules say."""
        cleaned = self.cleaned_data
        reason = cleaned.get("not_judged", "").strip()
        if cleaned.get("grade") == NOT_JUDGED:
            if not reason and not self.has_error("not_judged"):
                self.add_error("not_judged", "Say why the area is not judged")
            return cleaned
        if reason and cleaned.get("grade"):
            self.add_error(
                "grade",
                f"You gave a reason for no grade. Select “{NOT_JUDGED_TITLE}”, or empty the box",
            )
        return super().clean()

    def grade_content(self) -> GradeContent:
        """What is proposed; after `is_valid`."""
        if self.cleaned_data["grade"] == NOT_JUDGED:
            return GradeContent(
                grade=NOT_JUDGED,
                statement=clean_text(self.cleaned_data["statement"]).strip(),
                answers={},
                departures={},
                not_judged=clean_text(self.cleaned_data["not_judged"]).strip(),
            )
        said = self.content()
        return GradeContent(said.grade, said.statement, said.answers, said.departures)


class DecideForm(StandsOnMixin, ProposeGradeForm):
    """What is proposed, to be taken as it stands or decided otherwise."""

    reasons = fields.LongTextField(
        label="Your reasons",
        required=False,
        rows=4,
        limit=_TEXT_LIMIT,
    )

    def __init__(self, *args: Any, proposed: str, is_returned: bool, **kwargs: Any) -> None:
        """See the class.

        Args:
            proposed: the code of the grade that is proposed.
            is_returned: whether a moderator has returned the decision before.
        """
        super().__init__(*args, **kwargs)
        self.proposed, self.is_returned = proposed, is_returned
        self.fields["reasons"].help_text = (
            "What you answer to the moderator, and why if the grade is another."
            if is_returned
            else "Only if you decide another grade than is proposed."
        )

    def layout(self) -> Layout:
        """The reasons stand last."""
        return Layout(*super().layout().fields, Group("The decision", "reasons"))

    def clean(self) -> dict[str, Any]:
        """Another grade has reasons; so has a decision after a return."""
        cleaned = super().clean()
        if cleaned.get("reasons", "").strip() or "grade" not in cleaned:
            return cleaned
        if cleaned["grade"] != self.proposed:
            self.add_error("reasons", "Say why you decide another grade than is proposed")
        elif self.is_returned:
            self.add_error("reasons", "Say what you answer to the moderator, who returned it")
        return cleaned

    def decision(self) -> DecisionContent:
        """What is decided; after `is_valid`."""
        return DecisionContent(
            content=self.grade_content(),
            reasons=clean_text(self.cleaned_data["reasons"]).strip(),
            content_hash=self.cleaned_data["content_hash"],
        )


class ModerateForm(OnceMixin, StandsOnMixin, GovForm):
    """Agree to a decision, or return it."""

    answer = fields.RadiosField(
        label="Your answer",
        label_size="m",
        missing="Select whether you agree",
        choices=[("agree", "I agree"), ("return", "I return it")],
        option_hints={"return": "It goes back to the inspectors and the lead, with your reason."},
    )
    why = fields.LongTextField(
        label="If you return it, why", required=False, rows=4, limit=_TEXT_LIMIT
    )

    def clean(self) -> dict[str, Any]:
        """A return has a reason; a reason without one is asked about, not dropped."""
        cleaned = super().clean() or self.cleaned_data
        reason = cleaned.get("why", "").strip()
        if cleaned.get("answer") == "return" and not reason:
            self.add_error("why", "Say why you return the decision")
        if cleaned.get("answer") == "agree" and reason:
            self.add_error(
                "answer", "You gave a reason for returning it. Select that, or empty the box"
            )
        return cleaned

    def content(self) -> ModerationContent:
        """What is answered; after `is_valid`."""
        return ModerationContent(
            agrees=self.cleaned_data["answer"] == "agree",
            why=clean_text(self.cleaned_data["why"]).strip(),
            content_hash=self.cleaned_data["content_hash"],
        )


class ReopenGradeForm(OnceMixin, GovForm):
    """Reopen an agreed grade."""

    submit_style = "warning"

    why = fields.LongTextField(
        label="Why it is reopened",
        hint="It stays on the page of the judgement.",
        missing="Say why the grade is reopened",
        rows=4,
        limit=_TEXT_LIMIT,
    )

    def reason(self) -> str:
        """Why; after `is_valid`."""
        return clean_text(self.cleaned_data["why"]).strip()


def _initial(content: GradeContent) -> dict[str, str]:
    """What the fields hold when the form begins with this."""
    answers = {answer_field(code): "yes" if one else "no" for code, one in content.answers.items()}
    departures = {why_field(code): why for code, why in content.departures.items()}
    return {
        "grade": content.grade,
        "statement": content.statement,
        "not_judged": content.not_judged,
        **answers,
        **departures,
    }
