"""The columns of a draft are filled from `settings`, and both are held in step by the database.

Code of the release before reads and writes `settings` alone, code of now the columns alone, and both run side by
side during an upgrade. What a statement of old code says of `settings` goes into the columns and the papers; every
statement has `settings` made anew from them. Code of now does not know the column `settings` at all: it names the
other columns only, by which the database tells one from the other. A later release drops triggers, functions and
`settings`. See docs/decisions/0013.
"""

from django.db import migrations

# Lease, choices, figures and papers of a draft, as the release before wrote them. The name of the trigger comes
# before that of TO_SETTINGS, so that PostgreSQL calls it first.
FROM_SETTINGS = """
CREATE FUNCTION draft_from_settings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stored jsonb := NEW.settings;
    chosen jsonb := coalesce(stored->'choices', '{}');
    is_leased boolean := stored ?& ARRAY['worker', 'attempts', 'seen_at'];
BEGIN
    NEW.worker := CASE WHEN is_leased THEN stored->>'worker' ELSE '' END;
    NEW.attempts := coalesce((stored->>'attempts')::smallint, 0);
    NEW.seen_at := (stored->>'seen_at')::timestamptz;

    NEW.objective := coalesce(chosen->>'objective', 'total');
    NEW.text := coalesce((chosen->>'text')::smallint, 60);
    NEW.topics := coalesce((chosen->>'topics')::smallint, 40);
    NEW.bids := coalesce((chosen->>'bids')::smallint, 30);
    NEW.standing := coalesce(chosen->>'standing', 'keep');
    NEW.balanced := coalesce((chosen->>'balanced')::boolean, false);
    NEW.probability_limit := (chosen->>'probability_limit')::double precision;
    -- `propose_assignment --seed` took any whole number.
    NEW.seed := least(greatest(coalesce((chosen->>'seed')::numeric, 1), 0), 2147483647);
    NEW.senior := coalesce((chosen->>'senior')::boolean, false);
    NEW.one_per_institution := coalesce((chosen->>'one_per_institution')::boolean, false);
    NEW.topic := coalesce((chosen->>'topic')::boolean, false);
    NEW.liked := coalesce((chosen->>'liked')::boolean, false);
    NEW.no_mutual := coalesce((chosen->>'no_mutual')::boolean, false);

    NEW.gap := CASE WHEN (stored#>>'{proof,gap}')::double precision < 0 THEN 0
        ELSE (stored#>>'{proof,gap}')::double precision END;
    NEW.worst_bound := (stored#>>'{proof,worst_bound}')::double precision;
    NEW.expected := (stored->>'expected')::double precision;
    NEW.greatest := (stored->>'greatest')::double precision;
    NEW.cost := (stored->>'price')::double precision;
    NEW.worst := (stored->>'worst')::double precision;
    NEW.worst_paper_id := (
        SELECT paper.id FROM submissions_submission paper WHERE paper.id = (stored->>'worst_paper')::bigint
    );
    NEW.limits := coalesce(stored->'limits', '[]');
    NEW.version := coalesce((stored->>'version')::integer, 0);
    NEW.edits := coalesce(stored->'edits', '[]');

    DELETE FROM reviews_coveredpaper
    WHERE draft_id = NEW.id AND NOT coalesce(stored->'papers', '[]') @> to_jsonb(submission_id);
    INSERT INTO reviews_coveredpaper AS held (draft_id, submission_id, missing, places)
    SELECT DISTINCT NEW.id, paper.id,
        coalesce((stored->'missing'->>paper.id::text)::smallint, 0),
        (stored->'places'->>paper.id::text)::smallint
    FROM jsonb_array_elements_text(coalesce(stored->'papers', '[]')) AS listed
        JOIN submissions_submission paper ON paper.id = listed::bigint
    ON CONFLICT (draft_id, submission_id) DO UPDATE
        SET missing = excluded.missing, places = excluded.places
        WHERE (held.missing, held.places) IS DISTINCT FROM (excluded.missing, excluded.places);
    RETURN NEW;
END $$;
CREATE TRIGGER draft_from_settings BEFORE INSERT OR UPDATE OF settings ON reviews_assignmentrun
    FOR EACH ROW WHEN (NEW.settings <> '{}') EXECUTE FUNCTION draft_from_settings();
"""

TO_SETTINGS = """
CREATE FUNCTION draft_to_settings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_papers jsonb := (
        SELECT jsonb_build_object(
            'papers', coalesce(jsonb_agg(submission_id ORDER BY submission_id), '[]'),
            'missing', coalesce(jsonb_object_agg(submission_id, missing) FILTER (WHERE missing > 0), '{}'),
            'places', coalesce(jsonb_object_agg(submission_id, places) FILTER (WHERE places IS NOT NULL), '{}')
        )
        FROM reviews_coveredpaper WHERE draft_id = NEW.id
    );
    choices jsonb := jsonb_build_object(
        'role', NEW.role, 'objective', NEW.objective, 'text', NEW.text, 'topics', NEW.topics, 'bids', NEW.bids,
        'standing', NEW.standing, 'balanced', NEW.balanced, 'probability_limit', NEW.probability_limit,
        'seed', NEW.seed, 'senior', NEW.senior, 'one_per_institution', NEW.one_per_institution,
        'topic', NEW.topic, 'liked', NEW.liked, 'no_mutual', NEW.no_mutual
    );
    figures jsonb := jsonb_build_object(
        'worst', NEW.worst, 'worst_paper', NEW.worst_paper_id, 'expected', NEW.expected,
        'greatest', NEW.greatest, 'price', NEW.cost
    );
    proof jsonb := jsonb_build_object('bound', NEW.bound, 'worst_bound', NEW.worst_bound, 'gap', NEW.gap);
    lease jsonb := jsonb_build_object(
        'worker', nullif(NEW.worker, ''), 'attempts', nullif(NEW.attempts, 0), 'seen_at', NEW.seen_at
    );
BEGIN
    NEW.settings := of_papers || jsonb_strip_nulls(figures) || jsonb_strip_nulls(lease) || jsonb_build_object(
        'choices', choices, 'limits', NEW.limits, 'version', NEW.version, 'edits', NEW.edits
    );
    IF NEW.gap IS NOT NULL THEN
        NEW.settings := NEW.settings || jsonb_build_object('proof', proof);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER draft_to_settings BEFORE INSERT OR UPDATE ON reviews_assignmentrun
    FOR EACH ROW EXECUTE FUNCTION draft_to_settings();
"""

# Papers of a draft that code of now writes: the drafts are touched, which makes their `settings` anew.
FROM_PAPERS = """
CREATE FUNCTION draft_papers_to_settings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE reviews_assignmentrun SET share = share WHERE id IN (SELECT draft_id FROM changed);
    RETURN NULL;
END $$;
CREATE TRIGGER draft_papers_inserted AFTER INSERT ON reviews_coveredpaper REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION draft_papers_to_settings();
CREATE TRIGGER draft_papers_updated AFTER UPDATE ON reviews_coveredpaper REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION draft_papers_to_settings();
CREATE TRIGGER draft_papers_deleted AFTER DELETE ON reviews_coveredpaper REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION draft_papers_to_settings();
"""

NO_TRIGGERS = """
DROP TRIGGER draft_from_settings ON reviews_assignmentrun;
DROP TRIGGER draft_to_settings ON reviews_assignmentrun;
DROP TRIGGER draft_papers_inserted ON reviews_coveredpaper;
DROP TRIGGER draft_papers_updated ON reviews_coveredpaper;
DROP TRIGGER draft_papers_deleted ON reviews_coveredpaper;
DROP FUNCTION draft_from_settings();
DROP FUNCTION draft_to_settings();
DROP FUNCTION draft_papers_to_settings();
"""

COPY = "UPDATE reviews_assignmentrun SET settings = settings"
USUAL = "ALTER TABLE reviews_assignmentrun ALTER COLUMN settings SET DEFAULT '{}'"
NOT_USUAL = "ALTER TABLE reviews_assignmentrun ALTER COLUMN settings DROP DEFAULT"


class Migration(migrations.Migration):

    dependencies = [("reviews", "0010_draft_columns")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(USUAL, NOT_USUAL)],
            state_operations=[migrations.RemoveField(model_name="assignmentdraft", name="settings")],
        ),
        migrations.RunSQL(FROM_SETTINGS + TO_SETTINGS + FROM_PAPERS, NO_TRIGGERS),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
    ]
