"""What the two evaluations of a joint audit have in common: typing, saving, meeting another's."""

from typing import Any

from inspections.forms.joint_audit import EvaluationForm, answers_of, choose_options
from inspections.models import AuditComparisonRevision, AuditRevision
from inspections.presenters.joint_audit import AtOdds, Difference, saved_note
from inspections.values import AuditEvaluation

Revision = AuditRevision | AuditComparisonRevision
_NOTHING = AuditEvaluation()


def at_odds(form: EvaluationForm, *, base: Revision | None, theirs: Revision) -> AtOdds:
    """Put two saves side by side, and let the form go on over the newer one.

    What only the other one changed, the form takes over; where both changed an answer, it holds
    what was sent, and both are shown.
    """
    before = answers_of(base.evaluation if base else _NOTHING)
    now, mine = answers_of(theirs.evaluation), form.answers()
    differences, taken = [], []
    for name in form.typed():
        other, earlier = now.get(name, ""), before.get(name, "")
        if mine[name] in (other, earlier):
            if mine[name] != other:
                taken.append(str(form.fields[name].label))
            mine[name] = other
        elif other != earlier:
            differences.append(_difference(form, name, mine[name], other))
    form.bear(base=theirs.version, **mine)
    note = saved_note(theirs.version, str(theirs.person), theirs.at)
    return AtOdds(note, differences, taken)


def _difference(form: EvaluationForm, name: str, mine: Any, other: Any) -> Difference:
    field = form.fields[name]
    labels: dict[str, str] = {
        str(value): str(label) for value, label in getattr(field, "choices", ())
    }

    def words(answer: Any) -> str:
        many: list[str] = answer if isinstance(answer, list) else [answer]
        return ", ".join(labels.get(one, one) for one in many)

    options = choose_options(name, is_text=not labels)
    return Difference(str(field.label), words(mine), words(other), options)
