"""The triggers and policies that keep evidence to its audience. Used by a migration.

The triggers write `EvidenceAudience` with each item, revision, share and participant, so that no
way into the tables can forget it; the application's role cannot write there itself. On PostgreSQL
row-level security, forced, reads the same rows: a query without an audience returns no row.
"""

from django.db import migrations

from records.database import row_level_security

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
_OWNERS_LEAD = """EXISTS (
    SELECT 1 FROM inspections_assignment team
    WHERE team.person_id = concord_actor() AND team.role IN ('lead', 'overall_lead')
    AND team.inspection_id = inspections_evidence.inspection_id
    AND team.inspectorate_id = inspections_evidence.owner_id
    AND team.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
    AND (team.ends_on IS NULL OR team.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)
)"""
# The owner's lead may say of an item that it is withdrawn, once and in the lead's own name. What
# the item says stands in its revisions, which only its author adds, as only its author counts them.
WITHDRAW_BY_LEAD = f"""
CREATE POLICY inspections_evidence_withdraw ON inspections_evidence FOR UPDATE
USING (withdrawn_at IS NULL AND {_OWNERS_LEAD})
WITH CHECK (withdrawn_by_id = concord_actor() AND {_OWNERS_LEAD})
"""
DROP_WITHDRAW_BY_LEAD = (
    "DROP POLICY IF EXISTS inspections_evidence_withdraw ON inspections_evidence"
)
VERSION_BY_AUTHOR = (
    """
CREATE FUNCTION concord_version_by_author() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the versions of an item are its author''s'
    USING ERRCODE = 'insufficient_privilege';
END $$
""",
    """
CREATE TRIGGER version_by_author BEFORE UPDATE ON inspections_evidence FOR EACH ROW
WHEN (NEW.version <> OLD.version AND OLD.author_id IS DISTINCT FROM concord_actor())
EXECUTE FUNCTION concord_version_by_author()
""",
)
DROP_VERSION_BY_AUTHOR = "DROP FUNCTION IF EXISTS concord_version_by_author() CASCADE"
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
# On the team of an inspectorate that takes part in the row's strand, where that is a joint one.
_IN_JOINT_STRAND = """EXISTS (
    SELECT 1 FROM inspections_strand strand
    JOIN inspections_strandparticipant part ON part.strand_id = strand.id
    JOIN inspections_assignment team ON team.inspectorate_id = part.inspectorate_id
    WHERE strand.id = {table}.strand_id AND strand.kind = 'joint'
    AND team.inspection_id = strand.inspection_id AND team.person_id = concord_actor()
    AND team.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
    AND (team.ends_on IS NULL OR team.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)
)"""


def strand_owned_security(table: str) -> migrations.RunPython:
    """A migration operation: row-level security for a table of `StrandOwned` rows.

    Everybody who may read a row may change it as far as the application lets them; only its author
    adds it, for the inspectorate on whose team the author is.
    """
    own = ON_TEAM.format(table=table, inspectorate="owner_id")
    read = f"({own}) OR {_IN_JOINT_STRAND.format(table=table)}"
    return row_level_security(
        table, select=read, insert=f"author_id = concord_actor() AND {own}", update=read
    )


# --- what hangs on evidence, and what is sent beside it -----------------------------------------

# Of the shares of an item, the owner's team sees all, and a receiver's team its own.
OWN_SHARE_READ = """EXISTS (
    SELECT 1 FROM inspections_evidence item
    JOIN inspections_assignment team ON team.inspection_id = item.inspection_id
    WHERE item.id = inspections_evidenceshare.evidence_id
    AND team.inspectorate_id IN (item.owner_id, inspections_evidenceshare.inspectorate_id)
    AND team.person_id = concord_actor()
    AND team.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
    AND (team.ends_on IS NULL OR team.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)
)"""
LINK_READ = """EXISTS (
    SELECT 1 FROM inspections_evidencerevision said
    WHERE said.id = inspections_revisionattachment.revision_id
)"""
LINK_ADD = """EXISTS (
    SELECT 1 FROM inspections_evidencerevision said
    WHERE said.id = inspections_revisionattachment.revision_id
    AND said.person_id = concord_actor()
)"""
# A file is seen through a version that is seen. Its author sees it before it hangs on one, too.
_OF_OWN_ITEM = """EXISTS (
    SELECT 1 FROM inspections_evidence item
    WHERE item.id = inspections_attachment.evidence_id AND item.author_id = concord_actor()
)"""
ATTACHMENT_READ = f"""EXISTS (
    SELECT 1 FROM inspections_revisionattachment link
    WHERE link.attachment_id = inspections_attachment.id
) OR {_OF_OWN_ITEM}"""  # noqa: S608 - every word of it stands in this module
ATTACHMENT_ADD = f"added_by_id = concord_actor() AND {_OF_OWN_ITEM}"
SCAN_READ = """EXISTS (
    SELECT 1 FROM inspections_attachment file
    WHERE file.id = inspections_attachmentscan.attachment_id
)"""
READING_READ = """EXISTS (
    SELECT 1 FROM inspections_evidenceshare share
    WHERE share.id = inspections_evidencereading.share_id
)"""
READING_ADD = """person_id = concord_actor() AND EXISTS (
    SELECT 1 FROM inspections_evidenceshare share
    JOIN inspections_evidence item ON item.id = share.evidence_id
    JOIN inspections_assignment team
        ON team.inspection_id = item.inspection_id AND team.inspectorate_id = share.inspectorate_id
    WHERE share.id = inspections_evidencereading.share_id AND share.withdrawn_at IS NULL
    AND team.person_id = concord_actor()
)"""
_WORKS_FOR = """EXISTS (
    SELECT 1 FROM organisations_membership works
    WHERE works.person_id = concord_actor() AND works.inspectorate_id = {inspectorate}{role}
    AND works.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
    AND (works.ends_on IS NULL OR works.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)
)"""
_AS_LEAD = " AND works.role = 'lead'"
_ON_SENDERS_TEAM = ON_TEAM.format(table="inspections_intelligence", inspectorate="owner_id")
_SENT = f"""(author_id = concord_actor() AND {_ON_SENDERS_TEAM})
OR {_ON_SENDERS_TEAM.removesuffix(")")} AND team.role IN ('overall_lead', 'lead'))"""
_RECEIVED = f"""withdrawn_at IS NULL AND (
    {_WORKS_FOR.format(inspectorate="inspections_intelligence.receiver_id", role=_AS_LEAD)}
    OR {_WORKS_FOR.format(inspectorate="inspections_intelligence.receiver_id", role="")}
    AND EXISTS (
        SELECT 1 FROM inspections_intelligencereader reader
        WHERE reader.intelligence_id = inspections_intelligence.id
        AND reader.person_id = concord_actor()
    )
)"""  # noqa: S608 - every word of it stands in this module
INTELLIGENCE_READ = f"{_SENT} OR ({_RECEIVED})"
INTELLIGENCE_ADD = f"author_id = concord_actor() AND {_ON_SENDERS_TEAM}"
# Without a word about the other table: that one's policy asks this one.
_LEADS_READERS = _WORKS_FOR.format(
    inspectorate="inspections_intelligencereader.inspectorate_id", role=_AS_LEAD
)
READER_READ = f"person_id = concord_actor() OR {_LEADS_READERS}"
READER_ADD = f"named_by_id = concord_actor() AND {_LEADS_READERS}"
OUTCOME_READ = """EXISTS (
    SELECT 1 FROM inspections_intelligence told
    WHERE told.id = inspections_intelligenceoutcome.intelligence_id
)"""
OUTCOME_ADD = f"""by_id = concord_actor() AND EXISTS (
    SELECT 1 FROM inspections_intelligence told
    WHERE told.id = inspections_intelligenceoutcome.intelligence_id
    AND told.received_at IS NOT NULL
    AND {_WORKS_FOR.format(inspectorate="told.receiver_id", role="")}
)"""  # noqa: S608 - every word of it stands in this module

# What a policy cannot ask without asking itself: that two rows belong to the same thing.
_SAME = {
    "attachment_of_its_item": (
        "inspections_revisionattachment",
        "the attachment belongs to another item",
        """SELECT 1 FROM inspections_attachment file
        JOIN inspections_evidencerevision said ON said.evidence_id = file.evidence_id
        WHERE file.id = NEW.attachment_id AND said.id = NEW.revision_id""",
    ),
    "reader_of_the_receiver": (
        "inspections_intelligencereader",
        "the reader is not of the inspectorate that received it",
        """SELECT 1 FROM inspections_intelligence told
        WHERE told.id = NEW.intelligence_id AND told.receiver_id = NEW.inspectorate_id""",
    ),
}


def _same_on_postgresql(name: str, table: str, message: str, found: str) -> tuple[str, str]:
    function = (
        f"CREATE OR REPLACE FUNCTION concord_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF NOT EXISTS ({found}) THEN RAISE EXCEPTION '{message}' "
        "USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION concord_{name}()"
    )
    return function, trigger


SAME_THING_POSTGRESQL = tuple(
    statement for name, parts in _SAME.items() for statement in _same_on_postgresql(name, *parts)
)
SAME_THING_SQLITE = tuple(
    f"CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW WHEN NOT EXISTS ({found}) "
    f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    for name, (table, message, found) in _SAME.items()
)
DROP_SAME_THING_POSTGRESQL = tuple(
    f"DROP FUNCTION IF EXISTS concord_{name}() CASCADE" for name in _SAME
)
DROP_SAME_THING_SQLITE = tuple(f"DROP TRIGGER IF EXISTS {name}" for name in _SAME)

# What inspectors said beside a joint audit is read with the comparison that it is a version of.
COMPARISON_REVISION_READ = """EXISTS (
    SELECT 1 FROM inspections_auditcomparison own
    WHERE own.id = inspections_auditcomparisonrevision.comparison_id
)"""
COMPARISON_REVISION_ADD = f"person_id = concord_actor() AND {COMPARISON_REVISION_READ}"
