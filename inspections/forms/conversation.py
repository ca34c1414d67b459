"""A conversation along a set of questions: all of them on one page."""

from collections.abc import Sequence
from typing import Any

from django.core.validators import MaxLengthValidator
from django.utils import timezone

from frameworks.models import Question
from inspections.forms.evidence import KeptTextField
from inspections.forms.kept import InStrandForm, KeptForm, case_choices, key_of
from inspections.models import Case, ConversationRevision
from inspections.values.conversation import (
    CONSENT_LABELS,
    LONGEST_WORDS,
    MOST_PEOPLE,
    REPLY_LABELS,
    Answered,
    Consent,
    ConversationContent,
    Reply,
)
from pages import fields

_REPLIES = [(one.value, REPLY_LABELS[one]) for one in Reply]


class ConversationFields(KeptForm):
    """When, with how many, who agreed, and the answers."""

    submit_label = "Save the conversation"
    held_on = fields.DateField(
        label="Day of the conversation",
        missing="Enter the day of the conversation",
        not_after=timezone.localdate,
    )
    people = fields.NumberField(
        label="How many people you spoke to",
        missing="Enter how many people you spoke to",
        width=2,
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1,
        error_messages={
            "invalid": "How many people must be a number, like 2",
            "min_value": f"How many people must be from 1 to {MOST_PEOPLE}",
            "max_value": f"How many people must be from 1 to {MOST_PEOPLE}",
        },
    )
    child_took_part = fields.CheckboxField(label="A child took part", required=False)
    consent = fields.RadiosField(
        label="Who agreed that the child is spoken to",
        choices=[(one.value, CONSENT_LABELS[one]) for one in Consent],
        required=False,
        inline=True,
        small=True,
    )
    present = KeptTextField(
        label="Who was there",
        hint="When a child took part: by their part, without a name. “Alone with me” is an answer.",
        required=False,
        rows=2,
        validators=[
            MaxLengthValidator(LONGEST_WORDS, "Who was there must be 10,000 characters or fewer")
        ],
    )

    def __init__(
        self, *args: Any, questions: Sequence[Question], is_child: bool, **kwargs: Any
    ) -> None:
        """Take the questions; one who asks children says who agreed, always."""
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        self.is_child = is_child
        if is_child:
            del self.fields["child_took_part"]
        for question in self.questions:
            self.fields[f"reply_{question.pk}"] = fields.RadiosField(
                label=question.text,
                hint=question.reference,
                choices=_REPLIES,
                initial=Reply.NOT_ASKED,
                missing="Select an answer",
                inline=True,
                small=True,
            )
            self.fields[f"words_{question.pk}"] = KeptTextField(
                label="What was said (optional)",
                required=False,
                rows=2,
                validators=[
                    MaxLengthValidator(
                        LONGEST_WORDS, "What was said must be 10,000 characters or fewer"
                    )
                ],
            )

    def facts(self) -> list[Any]:
        """The fields above the questions, for the page."""
        of_questions = {f"{part}_{one.pk}" for one in self.questions for part in ("reply", "words")}
        return [field for field in self.visible_fields() if field.name not in of_questions]

    def asked(self) -> list[tuple[Any, Any]]:
        """The two boxes of each question, for the page."""
        return [(self[f"reply_{one.pk}"], self[f"words_{one.pk}"]) for one in self.questions]

    def clean(self) -> dict[str, Any]:
        """Where a child took part it says who agreed and who was there; words have an answer."""
        facts = super().clean() or self.cleaned_data
        if self.is_child or facts.get("child_took_part"):
            if not facts.get("consent") and "consent" not in self.errors:
                self.add_error("consent", "Select who agreed that the child is spoken to")
            if not (facts.get("present") or "").strip() and "present" not in self.errors:
                self.add_error("present", "Enter who was there when the child took part")
        for one in self.questions:
            words = (facts.get(f"words_{one.pk}") or "").strip()
            if words and facts.get(f"reply_{one.pk}") == Reply.NOT_ASKED:
                self.add_error(f"reply_{one.pk}", f"Select the answer to “{one.text}”")
        return facts

    def content(self) -> ConversationContent:
        """What was written, as the action takes it."""
        facts = self.cleaned_data
        return ConversationContent(
            held_on=facts["held_on"],
            people=facts["people"],
            child_took_part=self.is_child or facts["child_took_part"],
            consent=facts["consent"],
            present=(facts["present"] or "").strip(),
            answers=tuple(
                Answered(
                    question=one.pk,
                    reply=facts[f"reply_{one.pk}"],
                    words=(facts[f"words_{one.pk}"] or "").strip(),
                )
                for one in self.questions
            ),
        )


class ConversationForm(ConversationFields, InStrandForm):
    """A conversation that is recorded."""

    field_order = ("case", "held_on", "people", "child_took_part", "consent", "present", "strand")

    case = fields.SelectField(label="Case", required=False)

    def __init__(self, *args: Any, cases: Sequence[Case], **kwargs: Any) -> None:
        """Take the cases of the inspection."""
        super().__init__(*args, **kwargs)
        self.cases = {one.pk: one for one in cases}
        self.fields["case"].choices = case_choices(cases)  # type: ignore[attr-defined]  # of choices

    def chosen_case(self) -> Case | None:
        """The case that was chosen."""
        key = key_of(self.cleaned_data["case"])
        return self.cases[key] if key is not None else None


class ChangeConversationForm(ConversationFields):
    """Another version of a conversation."""


def initial_of(said: ConversationRevision) -> dict[str, Any]:
    """A conversation as the form shows it, to be changed."""
    initial: dict[str, Any] = {
        "held_on": said.held_on,
        "people": said.people,
        "child_took_part": said.child_took_part,
        "consent": said.consent,
        "present": said.present,
        "base": said.version,
    }
    for one in said.answers.all():
        initial[f"reply_{one.question_id}"] = one.reply
        initial[f"words_{one.question_id}"] = one.words
    return initial
