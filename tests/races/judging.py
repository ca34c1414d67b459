"""How a judgement is brought to a stage and moved on from there, for the races of pairs.

    judging = Shared()                           an inspection with its people
    judging.bring("proposed", awaited={0})       a fresh judgement, where one signature is missing
    judging.do("agree", Form(0, key, judging.on_page()))

A kind of judgement has a method `bring_to_…` for each stage of its table and a `do_…` for each
transition. Whoever adds one to the table adds it here: the races are derived from the table.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction

from inspections.models import Strand, StrandParticipant
from records.states import StateTable


@dataclass(frozen=True)
class Form:
    """A form in somebody's window.

    Args:
        person: which of the people who may do it: 0 or 1.
        key: the form's key.
        stands_on: the hash of what was on the page.
    """

    person: int
    key: UUID
    stands_on: str


class Judging(ABC):
    """A kind of judgement, in an inspection of its own, with two people for every act.

    All kinds are of one framework, that of `graded_inspection`: a database holds it once.

    Attributes:
        name: what it is, for a reader.
        table: its stages.
        heeds: the transitions that are refused when the page shows what does not stand any more.
        awaits: those that several people's acts make together.
    """

    name: ClassVar[str]
    table: ClassVar[StateTable]
    heeds: ClassVar[frozenset[str]] = frozenset()
    awaits: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def lacks(cls) -> list[str]:
        """The stages and transitions of the table that this kind cannot make."""
        states = [f"bring_to_{state.value}" for state in cls.table.states]
        verbs = dict.fromkeys(f"do_{arrow.verb}" for arrow in cls.table.transitions)
        return [name for name in [*states, *verbs] if not hasattr(cls, name)]

    def bring(self, state: str, *, awaited: Collection[int] = ()) -> None:
        """Bring a fresh judgement to a stage.

        Args:
            awaited: the people whose acts are still to come, where several have to act for a step.
        """
        self.begin_anew()
        maker: Callable[[Collection[int]], object] = getattr(self, f"bring_to_{state}")
        maker(awaited)

    def do(self, verb: str, form: Form) -> Any:
        """Send a form, as its person."""
        act: Callable[[Form], Any] = getattr(self, f"do_{verb}")
        return act(form)

    def speaks_against(self, verb: str, page: str) -> bool:
        """Whether what stands is a reason to refuse: the stage, or that the page is not it."""
        is_stale = verb in self.heeds and self.on_page() != page
        return is_stale or self.is_forbidden(verb, self.state())

    def is_barred(self, verb: str) -> bool:
        """Whether what stands takes from everybody the permission to do this."""
        return False

    @classmethod
    def is_forbidden(cls, verb: str, state: str) -> bool:
        """Whether a transition does not lead on from this stage."""
        sources = [arrow.source for arrow in cls.table.transitions if arrow.verb == verb]
        return bool(sources) and state not in sources

    @abstractmethod
    def begin_anew(self) -> None:
        """Another judgement takes the place of the one before, and nobody has begun it."""

    @abstractmethod
    def state(self) -> str:
        """Where the judgement stands."""

    @abstractmethod
    def on_page(self) -> str:
        """The hash of what the page shows, to be signed or decided."""

    @abstractmethod
    def made(self) -> Counter[str]:
        """How often each transition's act has left what it leaves: a row, or a step."""

    @abstractmethod
    def wrong(self) -> list[str]:
        """What is not as it must be of the judgement, in sentences."""


@transaction.atomic
def strand_anew(strand: Strand) -> Strand:
    """The same strand once more. It takes over the areas, of which the old one keeps none.

    A judgement is one of an area in a strand: this is the cheapest way to a fresh one.
    """
    number = Strand.objects.filter(inspection=strand.inspection).count()
    fresh = Strand.objects.create(
        inspection=strand.inspection,
        code=f"{strand.kind}-{number}",
        title=strand.title,
        kind=strand.kind,
        power=strand.power,
        owner=strand.owner,
    )
    StrandParticipant.objects.bulk_create(
        StrandParticipant(strand=fresh, inspectorate_id=one)
        for one in strand.participations.values_list("inspectorate", flat=True)
    )
    fresh.judgement_areas.set(strand.judgement_areas.all())
    strand.judgement_areas.clear()
    return fresh
