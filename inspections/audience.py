"""The triggers and policies that keep evidence to its audience. Used by a migration.

The triggers write `EvidenceAudience` with each item, revision, share and participant, so that no
way into the tables can forget it; the application's role cannot write there itself. On PostgreSQL
row-level security, forced, reads the same rows: a query without an audience returns no row.
"""

_NEW_EVIDENCE = """
INSERT INTO inspections_evidenceaudience
    (inspection_id, inspectorate_id, evidence_id, revision_id, pinned, recorded_at)
SELECT NEW.inspection_id, part.inspectorate_id, NEW.id, NULL, {false}, NEW.recorded_at
FROM inspections_strand strand
JOIN inspections_strandparticipant part ON part.strand_id = strand.id
WHERE strand.id = NEW.strand_id AND strand.kind = 'joint' AND part.inspectorate_id <> NEW.owner_id;
INSERT INTO inspections_evidenceaudience
    (inspection_id, inspectorate_id, evidence_id, revision_id, pinned, recorded_at)
VALUES (NEW.inspection_id, NEW.owner_id, NEW.id, NULL, {false}, NEW.recorded_at);
"""
_NEW_REVISION = """
UPDATE inspections_evidenceaudience SET revision_id = NEW.id
WHERE evidence_id = NEW.evidence_id AND NOT pinned;
"""
_NEW_PARTICIPANT = """
INSERT INTO inspections_evidenceaudience
    (inspection_id, inspectorate_id, evidence_id, revision_id, pinned, recorded_at)
SELECT item.inspection_id, NEW.inspectorate_id, item.id, said.id, {false}, item.recorded_at
FROM inspections_strand strand
JOIN inspections_evidence item ON item.strand_id = strand.id
JOIN inspections_evidencerevision said
    ON said.evidence_id = item.id AND said.version = item.version
WHERE strand.id = NEW.strand_id AND strand.kind = 'joint'
AND NOT EXISTS (
    SELECT 1 FROM inspections_evidenceaudience seen
    WHERE seen.evidence_id = item.id AND seen.inspectorate_id = NEW.inspectorate_id
);
"""
_NEW_SHARE = """
INSERT INTO inspections_evidenceaudience
    (inspection_id, inspectorate_id, evidence_id, revision_id, pinned, recorded_at)
SELECT item.inspection_id, NEW.inspectorate_id, item.id, NEW.revision_id, {true}, item.recorded_at
FROM inspections_evidence item
WHERE item.id = NEW.evidence_id
AND NOT EXISTS (
    SELECT 1 FROM inspections_evidenceaudience seen
    WHERE seen.evidence_id = item.id AND seen.inspectorate_id = NEW.inspectorate_id
);
"""
_WITHDRAWN_SHARE = """
DELETE FROM inspections_evidenceaudience
WHERE evidence_id = NEW.evidence_id AND inspectorate_id = NEW.inspectorate_id AND pinned;
"""

# By name: on which table, after what, under which condition, and what it then does.
_TRIGGERS = {
    "audience_of_evidence": ("inspections_evidence", "INSERT", "", _NEW_EVIDENCE),
    "audience_of_revision": ("inspections_evidencerevision", "INSERT", "", _NEW_REVISION),
    "audience_of_participant": (
        "inspections_strandparticipant",
        "INSERT",
        "",
        _NEW_PARTICIPANT,
    ),
    "audience_of_share": ("inspections_evidenceshare", "INSERT", "", _NEW_SHARE),
    "audience_of_withdrawal": (
        "inspections_evidenceshare",
        "UPDATE",
        "WHEN (NEW.withdrawn_at IS NOT NULL)",
        _WITHDRAWN_SHARE,
    ),
}


def _postgresql(name: str, table: str, event: str, condition: str, body: str) -> list[str]:
    # SECURITY DEFINER: the owner of the tables writes the projection, the application cannot.
    body = body.format(true="true", false="false")
    function = (
        f"CREATE OR REPLACE FUNCTION concord_{name}() RETURNS trigger LANGUAGE plpgsql "
        "SECURITY DEFINER SET search_path = public, pg_temp "
        f"AS $$ BEGIN {body} RETURN NULL; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {condition} "
        f"EXECUTE FUNCTION concord_{name}()"
    )
    return [function, trigger]


def _sqlite(name: str, table: str, event: str, condition: str, body: str) -> list[str]:
    body = body.format(true="1", false="0")
    return [
        f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {condition} BEGIN {body} END"
    ]


POSTGRESQL_TRIGGERS = tuple(
    statement for name, parts in _TRIGGERS.items() for statement in _postgresql(name, *parts)
)
SQLITE_TRIGGERS = tuple(
    statement for name, parts in _TRIGGERS.items() for statement in _sqlite(name, *parts)
)
DROP_POSTGRESQL_TRIGGERS = tuple(
    f"DROP FUNCTION IF EXISTS concord_{name}() CASCADE" for name in _TRIGGERS
)
DROP_SQLITE_TRIGGERS = tuple(f"DROP TRIGGER IF EXISTS {name}" for name in _TRIGGERS)

# The actor is on the team of that inspection, today, for that inspectorate.
ON_TEAM = """EXISTS (
    SELECT 1 FROM inspections_assignment team
    WHERE team.person_id = concord_actor()
    AND team.inspection_id = {table}.inspection_id
    AND team.inspectorate_id = {table}.{inspectorate}
    AND team.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
    AND (team.ends_on IS NULL OR team.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)
)"""
AUDIENCE_READ = ON_TEAM.format(table="inspections_evidenceaudience", inspectorate="inspectorate_id")
# The policies below ask the audience table, whose own policy names the actor's team.
EVIDENCE_READ = """EXISTS (
    SELECT 1 FROM inspections_evidenceaudience seen WHERE seen.evidence_id = inspections_evidence.id
)"""
EVIDENCE_ADD = "author_id = concord_actor() AND " + ON_TEAM.format(
    table="inspections_evidence", inspectorate="owner_id"
)
EVIDENCE_CHANGE = f"author_id = concord_actor() AND {EVIDENCE_READ}"
REVISION_READ = """EXISTS (
    SELECT 1 FROM inspections_evidenceaudience seen
    WHERE seen.evidence_id = inspections_evidencerevision.evidence_id
    AND (NOT seen.pinned OR seen.revision_id = inspections_evidencerevision.id)
)"""
REVISION_ADD = """person_id = concord_actor() AND EXISTS (
    SELECT 1 FROM inspections_evidence item
    WHERE item.id = inspections_evidencerevision.evidence_id AND item.author_id = concord_actor()
)"""
CRITERION_READ = """EXISTS (
    SELECT 1 FROM inspections_evidencerevision said
    WHERE said.id = inspections_evidencecriterion.revision_id
)"""
CRITERION_ADD = """EXISTS (
    SELECT 1 FROM inspections_evidencerevision said
    WHERE said.id = inspections_evidencecriterion.revision_id AND said.person_id = concord_actor()
)"""
SHARE_READ = """EXISTS (
    SELECT 1 FROM inspections_evidence item WHERE item.id = inspections_evidenceshare.evidence_id
)"""
# Only the team of the inspectorate that owns an item shares it, or withdraws a share (I2, I6).
_SHARED_ITEM = """EXISTS (
    SELECT 1 FROM inspections_evidence item
    WHERE item.id = inspections_evidenceshare.evidence_id AND {on_team}
)"""
SHARE_CHANGE = _SHARED_ITEM.format(
    on_team=ON_TEAM.format(table="item", inspectorate="owner_id"),
)
SHARE_ADD = f"shared_by_id = concord_actor() AND {SHARE_CHANGE}"
