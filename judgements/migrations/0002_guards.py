"""Positions stay with their author until they are revealed; what was signed never changes."""

from django.db import migrations

from records.database import refuse_changes, row_level_security

# The actor is on the team of the inspection that a round belongs to, today.
_TEAM_OF_ROUND = """EXISTS (
    SELECT 1 FROM judgements_positionround round
    JOIN judgements_judgement judged ON judged.id = round.judgement_id
    JOIN inspections_strand strand ON strand.id = judged.strand_id
    JOIN inspections_assignment team ON team.inspection_id = strand.inspection_id
    WHERE round.id = {table}.round_id
    AND team.person_id = concord_actor()
    AND team.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
    AND (team.ends_on IS NULL OR team.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)
    {and_more}
)"""
_LEADS = "AND team.inspectorate_id = {table}.inspectorate_id AND team.role IN ('overall_lead', 'lead')"
_POSITION_READ = "author_id = concord_actor() OR " + _TEAM_OF_ROUND.format(
    table="judgements_position", and_more="AND round.revealed_at IS NOT NULL"
)
_POSITION_ADD = "author_id = concord_actor() AND " + _TEAM_OF_ROUND.format(
    table="judgements_position", and_more=_LEADS.format(table="judgements_position")
)
_RECEIVED_ADD = _TEAM_OF_ROUND.format(
    table="judgements_positionreceived", and_more=_LEADS.format(table="judgements_positionreceived")
)
# The policies of what a position relies on ask the position, which has its own.
_RELIED_ON_READ = """EXISTS (
    SELECT 1 FROM judgements_position stated
    WHERE stated.id = judgements_positionevidence.position_id
)"""
_RELIED_ON_ADD = """EXISTS (
    SELECT 1 FROM judgements_position stated
    WHERE stated.id = judgements_positionevidence.position_id
    AND stated.author_id = concord_actor()
)"""
_SIGNATURE_ADD = """person_id = concord_actor() AND EXISTS (
    SELECT 1 FROM judgements_proposal proposed
    JOIN judgements_judgement judged ON judged.id = proposed.judgement_id
    JOIN inspections_strand strand ON strand.id = judged.strand_id
    JOIN inspections_assignment team ON team.inspection_id = strand.inspection_id
    WHERE proposed.id = judgements_signature.proposal_id
    AND proposed.content_hash = judgements_signature.content_hash
    AND team.person_id = concord_actor()
    AND team.inspectorate_id = judgements_signature.inspectorate_id
    AND team.role IN ('overall_lead', 'lead')
    AND team.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
    AND (team.ends_on IS NULL OR team.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)
)"""


class Migration(migrations.Migration):
    """Change guards on both databases; row-level security, forced, on PostgreSQL."""

    dependencies = [("judgements", "0001_initial")]

    operations = [
        refuse_changes(
            "judgements_judgementevent",
            "judgements_position",
            "judgements_positionreceived",
            "judgements_proposal",
            "judgements_recordedanswer",
            "judgements_ruledeparture",
            "judgements_signature",
        ),
        row_level_security("judgements_position", select=_POSITION_READ, insert=_POSITION_ADD),
        row_level_security(
            "judgements_positionevidence", select=_RELIED_ON_READ, insert=_RELIED_ON_ADD
        ),
        # That a position is in, and what is signed, is no secret; only its own lead writes it.
        row_level_security("judgements_positionreceived", select="true", insert=_RECEIVED_ADD),
        row_level_security("judgements_signature", select="true", insert=_SIGNATURE_ADD),
    ]
