"""Recognising the same child on several lists, by marks alone. Pure."""

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from inspections.values.samples import Marks

Subject = TypeVar("Subject", bound=Hashable)


class Recogniser(Generic[Subject]):
    """Knows the marks of those who are listed, and says who somebody is.

    The NHS number decides. Where it says nothing, the agency's own number does, or else name and
    date of birth, if they belong to one person. Two who have different NHS numbers are two people,
    whatever else is the same.
    """

    def __init__(self, known: Iterable[tuple[Subject, Marks]] = ()) -> None:
        self._by_nhs: dict[str, Subject] = {}
        self._by_number: dict[str, set[Subject]] = {}
        self._by_person: dict[str, set[Subject]] = {}
        self._nhs_of: dict[Subject, set[str]] = {}
        for subject, marks in known:
            self.learn(subject, marks)

    def learn(self, subject: Subject, marks: Marks) -> None:
        """These are marks of this subject."""
        if marks.nhs:
            self._by_nhs.setdefault(marks.nhs, subject)
            self._nhs_of.setdefault(subject, set()).add(marks.nhs)
        if marks.number:
            self._by_number.setdefault(marks.number, set()).add(subject)
        if marks.person:
            self._by_person.setdefault(marks.person, set()).add(subject)

    def find(self, marks: Marks) -> Subject | None:
        """Whose marks these are; None for somebody new, or where two could be meant."""
        if marks.nhs and marks.nhs in self._by_nhs:
            return self._by_nhs[marks.nhs]
        for mark, known in ((marks.number, self._by_number), (marks.person, self._by_person)):
            fitting = {
                one for one in known.get(mark, ()) if not (marks.nhs and self._nhs_of.get(one))
            }
            if mark and len(fitting) == 1:
                return fitting.pop()
        return None
