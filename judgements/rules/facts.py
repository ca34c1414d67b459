"""What is known when rules are evaluated."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from frameworks.values import Question


@dataclass(frozen=True)
class Facts:
    """What is known of one inspection, or of one row of recorded outcomes.

    Args:
        grades: agreed grades of judgement areas, both by code; an area without one is left out. An
            area that was recorded as not judged has `NOT_JUDGED`, which is known too.
        answers: the recorded answers to the rules' questions, by the code of the question.
        titles: what areas and grades are called, by code, for the sentences.
        questions: what the framework's questions are, by code.
        judged: the areas that this inspection judges; None where every area may come.
        in_words: the areas that have no grade, because the framework answers them in words.
    """

    grades: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, bool] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    judged: frozenset[str] | None = None
    in_words: frozenset[str] = frozenset()

    def title(self, code: str) -> str:
        """What something is called, in the middle of a sentence."""
        return self.titles.get(code, code.replace("_", " "))

    def grade(self, code: str) -> str:
        """What a grade is called, in the middle of a sentence."""
        return self.title(code).lower()

    def can_come(self, area: str) -> bool:
        """Whether an area that has no grade yet may still get one."""
        return self.judged is None or area in self.judged
