"""Sign a proposal; the last signature on the same content agrees it."""

import uuid
from datetime import datetime

from judgements import rules
from judgements.actions.agreement import put_decision
from judgements.actions.holding import Held, hold, once_under_lock, step
from judgements.models import Judgement, Proposal, Signature
from judgements.permissions import may_sign
from judgements.states import JUDGEMENT
from judgements.values import SignatureContent, Stance
from organisations.models import Inspectorate, User
from records.errors import ActionRefused
from records.permissions import require


def sign(
    *,
    judgement: Judgement,
    inspectorate: str,
    content: SignatureContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
) -> Signature:
    """Sign for an inspectorate that its view and the shared grade stand side by side.

    The last signature on the same content agrees the judgement, in the same transaction. A view
    that differs, or that there is none, is recorded with its reason and does not stop the others
    (No. 140112 ¶113: one shared judgement); but one inspectorate at least has to be of that view.

    Args:
        inspectorate: code of the inspectorate that the page spoke of.
        content: the hash of the proposal that was on the page; a disagreement or an abstention, if
            there is one; and whether views that differ are printed, if that is said now.
        key: the form's key; the same form sent twice makes one signature.

    Raises:
        PermissionRefused: the person does not lead that inspectorate here.
        ActionRefused: nothing is proposed, the proposal changed after the page was opened, the
            inspectorate has signed it already, or it both disagrees and abstains.
    """

    def act() -> str:
        held = hold(judgement=judgement, by=by, at=at)
        require(
            may_sign(held.assignment, held.inspection, held.participants, inspectorate=inspectorate)
        )
        return str(_put(held, content, by=by, at=at).pk)

    made = once_under_lock(
        judgement=judgement,
        act="sign judgement",
        content={"inspectorate": inspectorate, **content.as_data()},
        key=key,
        by=by,
        at=at,
        do=act,
    )
    return Signature.objects.get(pk=made)


def _put(held: Held, content: SignatureContent, *, by: User, at: datetime) -> Signature:
    proposal = proposal_to_sign(judgement=held.judgement, inspectorate=held.own)
    if proposal.content_hash != content.content_hash:
        raise ActionRefused(
            "The proposal changed after you opened it, and your signature was not given. Read "
            "the new one, then sign that."
        )
    if content.disagreement.strip() and content.abstention.strip():
        raise ActionRefused("Say either why your view differs or why you abstain, not both.")
    signature = Signature.objects.create(
        proposal=proposal,
        inspectorate=held.own,
        person=by,
        content_hash=proposal.content_hash,
        stance=content.stance,
        disagreement=content.disagreement.strip(),
        abstention=content.abstention.strip(),
        at=at,
    )
    if content.prints is not None:
        put_decision(held=held, proposal=proposal, prints=content.prints, by=by, at=at)
    if _all_have_signed(held, proposal):
        step(judgement=held.judgement, verb="agree", by=by, at=at)
    return signature


def proposal_to_sign(*, judgement: Judgement, inspectorate: Inspectorate) -> Proposal:
    """The proposal that this inspectorate can sign.

    Raises:
        ActionRefused: nothing is proposed, or the inspectorate has signed it already.
        TransitionNotAllowed: the judgement is not at the stage of signing.
    """
    proposal = judgement.current_proposal()
    if proposal is None:
        raise ActionRefused(
            "There is no proposal to sign at the moment. If you had one before you, a new round of "
            "positions was opened since, and it is void."
        )
    if proposal.signatures.filter(inspectorate=inspectorate).exists():
        raise ActionRefused(
            f"{inspectorate.short_name} has signed this already. One signature stands for the "
            "whole inspectorate."
        )
    JUDGEMENT.find("agree", judgement.state)
    return proposal


def _all_have_signed(held: Held, proposal: Proposal) -> bool:
    """All have, and at least one agrees: else the overall lead proposes anew, or escalates."""
    signed = proposal.signatures.filter(content_hash=proposal.content_hash)
    stances = {
        code: Stance(said) for code, said in signed.values_list("inspectorate__code", "stance")
    }
    return rules.is_agreed([one.code for one in held.participants], stances)
