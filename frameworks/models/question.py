"""What is asked of children, of those who bring them up, and of those who work with them."""

from django.db import models


class Speaker(models.TextChoices):
    """With whom a set of questions is gone through."""

    CHILD = "child", "A child or young person"
    FAMILY = "family", "A parent or carer"
    PRACTITIONER = "practitioner", "A practitioner"


class QuestionSet(models.Model):
    """Questions that go together in one conversation.

    They are read from fixtures/reference/question_sets.yaml and are this service's own words; each
    question names the paragraph that it comes from.
    """

    code = models.SlugField(unique=True, max_length=60)
    title = models.CharField(max_length=120)
    speaker = models.CharField(max_length=12, choices=Speaker.choices)
    note = models.TextField(blank=True, help_text="What to bear in mind while asking.")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_for_children(self) -> bool:
        """Whether a child answers."""
        return self.speaker == Speaker.CHILD


class Question(models.Model):
    """One question of a set. One that the file no longer has stays, for the answers there are."""

    question_set = models.ForeignKey(
        QuestionSet, on_delete=models.PROTECT, related_name="questions"
    )
    code = models.SlugField(max_length=60)
    text = models.CharField(max_length=250)
    reference = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField()
    is_asked = models.BooleanField(default=True, help_text="The file still has it.")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                name="question_code_once",
                fields=["question_set", "code"],
                violation_error_message="This set has a question with that code.",
            )
        ]

    def __str__(self) -> str:
        return self.text
