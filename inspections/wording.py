"""The words of evidence, kept where an index finds them. Used by a migration; PostgreSQL only.

Row-level security lets only leakproof operators use an index, and `@@` is none: a plain search as
the application's role would read every item there is. So the words stand in a table that the role
cannot read (`EvidenceWords`), written by triggers, and one function, with the rights of the owner
of the tables, asks it. The function looks itself at whose team the actor is on, as the policy of
`EvidenceAudience` does, and returns keys of audience rows; whoever reads those passes the policies
once more.

Every row of words names its inspection by a word that no text can hold (`@12`), so that the index
leaves out other inspections before it looks at a row.
"""

from inspections.values.search import CAPITALS, LEXEME, MARKS, PARTING_POSTGRESQL

# As inspections.values.search.folded: one text, the same words.
_FOLDED = f"""
CREATE OR REPLACE FUNCTION concord_folded(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT ' ' || btrim(CASE
        WHEN octet_length(said) = char_length(said)
        THEN regexp_replace(lower(said COLLATE "C"), '[^a-z0-9]+', ' ', 'g')
        ELSE regexp_replace(
            translate(
                regexp_replace(normalize(said, NFKD) COLLATE "C", '[{MARKS}]+', '', 'g'),
                '{CAPITALS[0]}', '{CAPITALS[1]}'
            ) COLLATE "C",
            '{PARTING_POSTGRESQL}', ' ', 'g'
        )
    END, ' ') || ' '
$$
"""
# As inspections.values.search.searched.
_SEARCHED = """
CREATE OR REPLACE FUNCTION concord_searched(said text, reference text, names text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT concord_folded(said) || '|' || concord_folded(reference) || coalesce(
        (SELECT string_agg('|' || concord_folded(name), '' ORDER BY place)
         FROM unnest(names) WITH ORDINALITY AS one (name, place)), '')
$$
"""
_LEXEMES = f"""
CREATE OR REPLACE FUNCTION concord_lexemes(searched text, inspection bigint) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_to_tsvector(array_append(
        ARRAY(
            SELECT DISTINCT left(word, {LEXEME})
            FROM unnest(string_to_array(translate(searched, '|', ' '), ' ')) word WHERE word <> ''
        ),
        '@' || inspection
    ))
$$
"""  # noqa: S608 - every word of it stands in this module
_WRITE = """
CREATE OR REPLACE FUNCTION concord_words_of_revision() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
    INSERT INTO inspections_evidencewords (revision_id, words)
    SELECT NEW.id, concord_lexemes(
        concord_searched(NEW.text, item.reference, '{}'), item.inspection_id
    )
    FROM inspections_evidence item WHERE item.id = NEW.evidence_id;
    RETURN NULL;
END $$
"""
_WRITE_TRIGGER = """
CREATE TRIGGER words_of_revision AFTER INSERT ON inspections_evidencerevision
FOR EACH ROW EXECUTE FUNCTION concord_words_of_revision()
"""
# Files are attached after the version is written, often several at once.
_WRITE_NAMES = """
CREATE OR REPLACE FUNCTION concord_words_of_files() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN
    UPDATE inspections_evidencewords kept
    SET words = concord_lexemes(concord_searched_of(said.id), item.inspection_id)
    FROM inspections_evidencerevision said
    JOIN inspections_evidence item ON item.id = said.evidence_id
    WHERE kept.revision_id = said.id AND said.id IN (SELECT added.revision_id FROM added);
    RETURN NULL;
END $$
"""
_WRITE_NAMES_TRIGGER = """
CREATE TRIGGER words_of_files AFTER INSERT ON inspections_revisionattachment
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION concord_words_of_files()
"""
# What was recorded before this table was there, and what was loaded with the triggers off.
FILL = """
INSERT INTO inspections_evidencewords (revision_id, words)
SELECT said.id, concord_lexemes(concord_searched_of(said.id), item.inspection_id)
FROM inspections_evidencerevision said JOIN inspections_evidence item ON item.id = said.evidence_id
WHERE NOT EXISTS (SELECT 1 FROM inspections_evidencewords kept WHERE kept.revision_id = said.id)
"""
INDEX = "CREATE INDEX evidence_words ON inspections_evidencewords USING gin (words)"
_TODAY = "(now() AT TIME ZONE 'Europe/London')::date"
# The statement is put together for what is asked, and planned for it: with one inspection the list
# can be walked in its order, with several the index of words begins.
_FIND = f"""
CREATE OR REPLACE FUNCTION concord_find_evidence(
    asked text, phrases text[], unwanted text[], in_inspection bigint, withdrawn_too boolean,
    older_at timestamptz, older_key uuid, newer_at timestamptz, newer_key uuid, at_most integer
) RETURNS TABLE (seen bigint) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    inspections bigint[];
    inspectorates bigint[];
    query tsquery;
    statement text;
BEGIN
    SELECT array_agg(place.inspection_id), array_agg(place.inspectorate_id)
    INTO inspections, inspectorates
    FROM (
        SELECT DISTINCT team.inspection_id, team.inspectorate_id FROM inspections_assignment team
        WHERE team.person_id = concord_actor()
        AND (in_inspection IS NULL OR team.inspection_id = in_inspection)
        AND team.starts_on <= {_TODAY} AND (team.ends_on IS NULL OR team.ends_on >= {_TODAY})
    ) place;
    IF inspections IS NULL THEN
        RETURN;
    END IF;
    SELECT string_agg(DISTINCT '''@' || one || '''', ' | ')::tsquery
    INTO query FROM unnest(inspections) one;
    IF asked <> '' THEN
        query := query && asked::tsquery;
    END IF;
    statement := 'SELECT seen.id FROM inspections_evidenceaudience seen
        JOIN inspections_evidencewords found
        ON found.revision_id = seen.revision_id';
    IF NOT withdrawn_too THEN
        statement := statement || '
            JOIN inspections_evidence item
            ON item.id = seen.evidence_id AND item.withdrawn_at IS NULL';
    END IF;
    statement := statement || ' WHERE found.words @@ $1';
    IF cardinality(inspections) = 1 THEN
        statement := statement
            || ' AND seen.inspection_id = $2[1] AND seen.inspectorate_id = $3[1]';
    ELSE
        statement := statement || ' AND (seen.inspection_id, seen.inspectorate_id) IN (
            SELECT * FROM unnest($2, $3))';
    END IF;
    IF older_at IS NOT NULL THEN
        statement := statement || ' AND (seen.recorded_at, seen.evidence_id) < ($4, $5)';
    ELSIF newer_at IS NOT NULL THEN
        statement := statement || ' AND (seen.recorded_at, seen.evidence_id) > ($6, $7)';
    END IF;
    IF cardinality(phrases) > 0 OR cardinality(unwanted) > 0 THEN
        statement := statement || ' AND (
            SELECT NOT EXISTS (
                SELECT 1 FROM unnest($8) one WHERE position(one IN text) = 0
            ) AND NOT EXISTS (
                SELECT 1 FROM unnest($9) one WHERE position(one IN text) > 0
            )
            FROM (
                SELECT concord_searched_of(seen.revision_id) AS text
                OFFSET 0
            ) searched
        )';
    END IF;
    IF older_at IS NULL AND newer_at IS NOT NULL THEN
        statement := statement || ' ORDER BY seen.recorded_at, seen.evidence_id';
    ELSE
        statement := statement || ' ORDER BY seen.recorded_at DESC, seen.evidence_id DESC';
    END IF;
    RETURN QUERY EXECUTE statement || ' LIMIT $10'
    USING query, inspections, inspectorates, older_at, older_key, newer_at, newer_key,
        phrases, unwanted, at_most;
END $$
"""  # noqa: S608 - every word of it stands in this module
# What is looked through of a version: for phrases, which the index does not know.
_SEARCHED_OF = """
CREATE OR REPLACE FUNCTION concord_searched_of(revision bigint) RETURNS text LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT concord_searched(said.text, item.reference, ARRAY(
        SELECT file.name FROM inspections_revisionattachment link
        JOIN inspections_attachment file ON file.id = link.attachment_id
        WHERE link.revision_id = said.id
    ))
    FROM inspections_evidencerevision said
    JOIN inspections_evidence item ON item.id = said.evidence_id WHERE said.id = revision
$$
"""
MAKE = (
    *(_FOLDED, _SEARCHED, _SEARCHED_OF, _LEXEMES),
    *(_WRITE, _WRITE_TRIGGER, _WRITE_NAMES, _WRITE_NAMES_TRIGGER, _FIND),
)
DROP = (
    "DROP TRIGGER IF EXISTS words_of_files ON inspections_revisionattachment",
    "DROP FUNCTION IF EXISTS concord_words_of_files",
    "DROP TRIGGER IF EXISTS words_of_revision ON inspections_evidencerevision",
    "DROP FUNCTION IF EXISTS concord_find_evidence",
    "DROP FUNCTION IF EXISTS concord_words_of_revision",
    "DROP FUNCTION IF EXISTS concord_lexemes",
    "DROP FUNCTION IF EXISTS concord_searched_of",
    "DROP FUNCTION IF EXISTS concord_searched",
    "DROP FUNCTION IF EXISTS concord_folded",
)
