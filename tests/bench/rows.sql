-- A project of %(enhancements)s enhancements as an import would have left it, written
-- straight into the tables. The first %(entries)s of them are in v1.20, a fifth as many
-- in v1.21, whatever the size; all others are spread over the 19 releases before. Every
-- enhancement has two versions: one in ten slips by a release with the second, one in
-- twenty has a problem, one in fifteen has sources that disagree.
-- As projects grow so do people and SIGs: seven of eight SIGs have as many enhancements
-- at every size, and so have the people named in those two releases. The SIG `testing`
-- alone grows with all the rest.

-- Foreign keys hold by construction; checking them takes longer than all the rest.
SET session_replication_role = replica;

DROP TABLE IF EXISTS pg_temp.plan, pg_temp.said;
CREATE TEMPORARY TABLE plan AS
SELECT i, sig, number, stage, release, shown,
       CASE WHEN slips THEN 'v1.' || release - 1 ELSE shown END AS shown_before,
       slips, drifts, has_problem, first_at, second_at,
       md5('one' || i) || left(md5('commit one' || i), 8) AS first_commit,
       md5('two' || i) || left(md5('commit two' || i), 8) AS second_commit,
       directory, 'veps/sig-' || sig || '/' || directory || '/vep.md' AS path,
       'Feature ' || i || ' of ' || sig || ' with a title of usual length' AS title,
       'Gate' || i AS gate,
       ARRAY['author-' || p + i %% 90, 'author-' || p + (i + 7) %% 90] AS authors,
       CASE WHEN i %% 3 > 0 THEN ARRAY['author-' || p + i %% 90] ELSE '{}' END AS owners,
       CASE WHEN i %% 20 <> 3 AND i %% 9 > 0
            THEN ARRAY['reviewer-' || p + i %% 40, 'reviewer-' || p + (i + 7) %% 40]
            ELSE '{}' END AS reviewers,
       CASE WHEN i %% 7 > 0 THEN ARRAY['approver-' || p + i %% 12] ELSE '{}' END
         AS approvers
  FROM (
    SELECT i, 10000 + i AS number,
           CASE WHEN i <= 2 * %(entries)s OR i %% 8 = 7
                THEN (ARRAY['api', 'compute', 'network', 'node', 'observability',
                            'release', 'storage', 'testing'])[1 + i %% 8]
                ELSE 'group-' || i / 800 END AS sig,
           -- Other people for every thousand of what is not in work.
           CASE WHEN i <= %(entries)s + %(entries)s / 5 THEN 0
                ELSE 100 * (1 + i / 1000) END AS p,
           (ARRAY['alpha', 'beta', 'ga'])[1 + i %% 3] AS stage,
           release, 'v1.' || release AS shown,
           -- Slipping out of v1.20 would leave more rows there, the larger the table.
           i %% 10 = 0 AND release NOT IN (1, 21) AS slips,
           i %% 15 = 4 AS drifts, i %% 20 = 3 AS has_problem,
           (10000 + i) || '-feature-' || i AS directory,
           %(now)s::timestamptz - interval '700 days' + i %% 300 * interval '1 day'
             AS first_at,
           %(now)s::timestamptz - interval '200 days' + i %% 190 * interval '1 day'
             AS second_at
      FROM (
        SELECT i, CASE WHEN i <= %(entries)s THEN 20
                       WHEN i <= %(entries)s + %(entries)s / 5 THEN 21
                       ELSE 1 + i %% 19 END AS release
          FROM generate_series(1, %(enhancements)s) AS i) AS numbered) AS drawn;

-- What mirrors of GitHub fill and is empty here.
ALTER TABLE enhancements_claim ALTER COLUMN url SET DEFAULT '';
ALTER TABLE enhancements_entry ALTER COLUMN url SET DEFAULT '';
ALTER TABLE enhancements_record ALTER COLUMN issue_url SET DEFAULT '';
ALTER TABLE enhancements_record ALTER COLUMN owners SET DEFAULT '{}';

INSERT INTO enhancements_project (id, name, profile, created_at, commands, judged_by)
VALUES (1, 'bench', 'kubevirt', %(now)s, '', '');

INSERT INTO enhancements_source
  (id, project_id, kind, location, commit, ordinal, reader, read_at, error)
SELECT id, 1, kind, 'https://github.com/example/' || kind, repeat('a', 40), 1, 'bench',
       %(now)s, ''
  FROM (VALUES (1, 'documents'), (2, 'schedules'), (3, 'rosters')) AS one(id, kind);

INSERT INTO enhancements_blob (id, oid, content) VALUES (1, repeat('b', 40), 'text');
INSERT INTO enhancements_reading (blob_id, reader, headings)
VALUES (1, 'bench', '[[1, "Overview", 30]]');

INSERT INTO enhancements_release (id, project_id, name, major, minor)
SELECT id, 1, 'v1.' || id, 1, id FROM generate_series(1, 30) AS id;
INSERT INTO enhancements_sig (id, project_id, name)
SELECT row_number() OVER (), 1, sig FROM (SELECT DISTINCT sig FROM plan ORDER BY 1) AS one;
INSERT INTO enhancements_enhancement (id, project_id, created_at)
SELECT i, 1, %(now)s FROM plan;

-- Documents of enhancements have ids from 1, schedules and the roster above them.
INSERT INTO enhancements_document
  (id, source_id, enhancement_id, path, folder, role, removed)
SELECT i, 1, i, path, 'veps/sig-' || sig || '/' || directory, 'main', false FROM plan
UNION ALL
SELECT %(enhancements)s + id, 2, NULL, 'releases/' || name || '/schedule.yaml',
       'releases/' || name || '/schedule.yaml', 'schedule', false
  FROM enhancements_release
UNION ALL SELECT %(enhancements)s + 31, 3, NULL, 'sigs.yaml', 'sigs.yaml', 'roster', false;

INSERT INTO enhancements_version
  (id, document_id, ordinal, commit, merged_at, subject, change, path, mode, role,
   blob_id, seen_at)
SELECT 2 * i - 1, i, i, first_commit, first_at, 'Add it', 'added', path, '100644', 'main',
       1, %(now)s
  FROM plan
UNION ALL
SELECT 2 * i, i, %(enhancements)s + i, second_commit, second_at, 'Change it', 'modified',
       path, '100644', 'main', 1, %(now)s
  FROM plan
UNION ALL
SELECT id + %(enhancements)s, id, id, repeat('c', 40),
       %(now)s::timestamptz - interval '900 days', 'Plan', 'added', path, '100644', role,
       1, %(now)s
  FROM enhancements_document WHERE source_id > 1;

CREATE TEMPORARY TABLE said AS
SELECT i, source, field, value, since, until, version, line, problem
  FROM plan, LATERAL (VALUES
    ('front-matter', 'title', to_jsonb(title), first_at, NULL, 2 * i - 1, 2, ''),
    ('front-matter', 'sig', to_jsonb(sig), first_at, NULL, 2 * i - 1, 7, ''),
    ('front-matter', 'status', '"provisional"', first_at, second_at, 2 * i - 1, 5, ''),
    ('front-matter', 'status', '"implementable"', second_at, NULL, 2 * i, 5, ''),
    ('front-matter', 'stage', to_jsonb(stage), first_at, NULL, 2 * i - 1, 6, ''),
    ('front-matter', 'authors', to_jsonb(authors), first_at, NULL, 2 * i - 1, 8, ''),
    ('front-matter', 'approvers', to_jsonb(approvers), first_at, NULL, 2 * i - 1, 10, ''),
    ('front-matter', 'feature_gates', to_jsonb(ARRAY[gate]), first_at, NULL, 2 * i - 1,
     9, ''),
    ('front-matter', 'target.' || stage, to_jsonb(shown_before), first_at,
     CASE WHEN slips THEN second_at END, 2 * i - 1, 20, ''),
    ('directory', 'number', to_jsonb(number), first_at, NULL, 2 * i - 1, 0, ''),
    ('document', 'document', jsonb_build_object('path', path, 'commit', first_commit),
     first_at, second_at, 2 * i - 1, 0, ''),
    ('document', 'document', jsonb_build_object('path', path, 'commit', second_commit),
     second_at, NULL, 2 * i, 0, '')
  ) AS fact(source, field, value, since, until, version, line, problem)
UNION ALL
SELECT i, 'front-matter', 'target.' || stage, to_jsonb(shown), second_at, NULL, 2 * i, 20, ''
  FROM plan WHERE slips
UNION ALL
SELECT i, 'front-matter', 'owners', to_jsonb(owners), first_at, NULL, 2 * i - 1, 12, ''
  FROM plan WHERE owners <> '{}'
UNION ALL
SELECT i, 'front-matter', 'reviewers', to_jsonb(reviewers), first_at, NULL, 2 * i - 1, 11, ''
  FROM plan WHERE reviewers <> '{}'
UNION ALL
SELECT i, 'directory', 'sig', '"another"', first_at, NULL, 2 * i - 1, 0, ''
  FROM plan WHERE drifts
UNION ALL
SELECT i, 'front-matter', 'reviewers', NULL, first_at, NULL, 2 * i - 1, 11,
       'Front matter, line 11, reviewers: write a list of GitHub handles.'
  FROM plan WHERE has_problem;

INSERT INTO enhancements_series (project_id, enhancement_id, track, source, field)
SELECT DISTINCT 1, i, '', source, field FROM said ORDER BY i, source, field;

INSERT INTO enhancements_claim
  (series_id, value, raw, problem, since, until, version_id, line, by, reason, reader)
SELECT series.id, value, coalesce(value #>> '{}', 'somebody'), problem, since, until,
       version, line, '', '', 'bench'
  FROM said
  JOIN enhancements_series series
    ON series.enhancement_id = i AND series.source = said.source
   AND series.field = said.field
 ORDER BY i;

-- Deadlines of the releases and leads of the SIGs.
INSERT INTO enhancements_series (project_id, release_id, track, source, field)
SELECT 1, id, '', 'schedule', 'deadline:' || kind
  FROM enhancements_release,
       unnest(ARRAY['start', 'enhancements-freeze', 'code-freeze', 'release']) AS kind;
INSERT INTO enhancements_claim
  (series_id, value, raw, problem, since, version_id, line, by, reason, reader)
SELECT series.id,
       jsonb_build_object('name', 'milestone', 'date', (
         %(now)s::timestamptz + (release_id - 20) * interval '112 days'
         + CASE field WHEN 'deadline:start' THEN -60
                      WHEN 'deadline:enhancements-freeze' THEN -30
                      WHEN 'deadline:code-freeze' THEN 10 ELSE 60 END
           * interval '1 day')::date),
       'milestone', '', %(now)s::timestamptz - interval '900 days',
       2 * %(enhancements)s + release_id, 4, '', '', 'bench'
  FROM enhancements_series series WHERE release_id IS NOT NULL;
INSERT INTO enhancements_series (project_id, sig_id, track, source, field)
SELECT 1, id, '', 'roster:sigs.yaml', field
  FROM enhancements_sig, unnest(ARRAY['title', 'chairs', 'leads']) AS field;
INSERT INTO enhancements_claim
  (series_id, value, raw, problem, since, version_id, line, by, reason, reader)
SELECT series.id,
       CASE field WHEN 'title' THEN '"A SIG"'
                  ELSE to_jsonb(ARRAY['lead-of-' || sig.name, 'other-of-' || sig.name]) END,
       '', '', %(now)s::timestamptz - interval '900 days', 2 * %(enhancements)s + 31, 0,
       '', '', 'bench'
  FROM enhancements_series series
  JOIN enhancements_sig sig ON sig.id = series.sig_id;

INSERT INTO enhancements_identifier
  (project_id, enhancement_id, kind, value, since)
SELECT 1, i, kind, CASE kind WHEN 'number' THEN number::text ELSE directory END, first_at
  FROM plan, unnest(ARRAY['number', 'directory']) AS kind;

INSERT INTO enhancements_record
  (project_id, enhancement_id, since, until, key, number, title, sig,
   participating_sigs, status, stage, stage_from_target, targets, tracks, releases,
   authors, owners, reviewers, approvers, feature_gates, version_id, path, commit,
   merged_at, problems, drift)
SELECT 1, i, since, until, number::text, number, title, sig, '{}', status, stage, false,
       targets,
       jsonb_build_array(jsonb_build_object(
         'name', 'main', 'gate', gate, 'stage', stage, 'targets', targets)),
       ARRAY[target], authors, owners, reviewers, approvers, ARRAY[gate], version, path,
       commit, since,
       CASE WHEN has_problem THEN jsonb_build_array(jsonb_build_object(
         'field', 'reviewers', 'track', '', 'source', 'front-matter', 'raw', 'somebody',
         'message', 'Front matter, line 11, reviewers: write a list of GitHub handles.',
         'path', path, 'commit', first_commit, 'line', 11, 'stale', false))
       ELSE '[]' END,
       CASE WHEN drifts THEN jsonb_build_array(jsonb_build_object(
         'field', 'sig', 'track', '', 'claims', jsonb_build_array(
           jsonb_build_object('source', 'front-matter', 'value', sig, 'raw', sig,
             'since', first_at, 'path', path, 'commit', first_commit, 'line', 7),
           jsonb_build_object('source', 'directory', 'value', 'another', 'raw', 'another',
             'since', first_at, 'path', path, 'commit', first_commit, 'line', 0))))
       ELSE '[]' END
  FROM plan, LATERAL (VALUES
    (first_at, second_at, 'provisional', shown_before, 2 * i - 1, first_commit),
    (second_at, NULL, 'implementable', shown, 2 * i, second_commit)
  ) AS one(since, until, status, target, version, commit),
  LATERAL (SELECT '{"alpha": null, "beta": null, "ga": null}'::jsonb
                  || jsonb_build_object(stage, target) AS targets) AS promised
 ORDER BY i;

INSERT INTO enhancements_entry
  (enhancement_id, release_id, track, stage, since, until, spoken_since, moved_from,
   moved_to, source, version_id, line)
SELECT i, release, '', stage, CASE WHEN slips THEN second_at ELSE first_at END, NULL,
       first_at, CASE WHEN slips THEN shown_before ELSE '' END, '', 'front-matter',
       CASE WHEN slips THEN 2 * i ELSE 2 * i - 1 END, 20
  FROM plan
UNION ALL
SELECT i, release - 1, '', stage, first_at, second_at, first_at, '', shown,
       'front-matter', 2 * i - 1, 20
  FROM plan WHERE slips;

SET session_replication_role = origin;
