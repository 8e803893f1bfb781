-- A project of 100 releases, a cycle of 15 weeks each, with %(entries)s entries in each:
-- as many tracks, promised for one release after the other and for three stages in turn.
-- One entry in ten slips before its release is out, one in five is proven by a tag, one
-- in twenty proven absent, one in fifteen was removed at the code freeze; half of those
-- had asked for an exception.

SET session_replication_role = replica;
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

CREATE TEMPORARY TABLE cycle AS
SELECT id, 'v1.' || id AS name,
       %(now)s::timestamptz - (101 - id) * interval '105 days' AS begins
  FROM generate_series(1, 100) AS id;
INSERT INTO enhancements_release (id, project_id, name, major, minor)
SELECT id, 1, name, 1, id FROM cycle;
INSERT INTO enhancements_series
  (id, project_id, release_id, track, source, field)
SELECT 3 * id - 2 + n, 1, id, '', 'schedule', 'deadline:' || kind
  FROM cycle, (VALUES (0, 'enhancements-freeze'), (1, 'code-freeze'), (2, 'release'))
       AS dated(n, kind);
INSERT INTO enhancements_claim
  (series_id, value, raw, problem, since, line, url, by, reason, reader)
SELECT 3 * id - 2 + n,
       jsonb_build_object('date', (begins + days * interval '1 day')::date, 'name', 'It'),
       '', '', begins, 1, 'https://github.com/example', '', '', 'bench'
  FROM cycle, (VALUES (0, 42), (1, 72), (2, 100)) AS dated(n, days);

INSERT INTO enhancements_enhancement (id, project_id, created_at)
SELECT i, 1, %(now)s FROM generate_series(1, 5 * %(entries)s) AS i;
INSERT INTO enhancements_document
  (id, source_id, enhancement_id, path, folder, role, removed)
SELECT i, 1, i, 'veps/' || i || '/vep.md', 'veps/' || i, 'main', false
  FROM generate_series(1, 5 * %(entries)s) AS i;
INSERT INTO enhancements_version
  (id, document_id, ordinal, commit, merged_at, subject, change, path, mode, role,
   blob_id, seen_at)
SELECT n * 5 * %(entries)s + i, i, n * 5 * %(entries)s + i,
       md5('c' || n || i) || left(md5('d' || n || i), 8),
       %(now)s::timestamptz - ((n * 1000 + i * 7) %% 10500) * interval '1 day',
       'Change it', 'modified', 'veps/' || i || '/vep.md', '100644', 'main', 1, %(now)s
  FROM generate_series(1, 5 * %(entries)s) AS i, generate_series(0, 3) AS n;

-- Four stretches of each record: nobody reads but the one of the moment.
INSERT INTO enhancements_record
  (project_id, enhancement_id, since, until, key, number, title, sig,
   participating_sigs, targets, tracks, releases, authors, reviewers, approvers,
   feature_gates, path, commit, problems, drift, stage_from_target)
SELECT 1, i, cut, CASE WHEN n < 3 THEN cut + interval '2600 days' END, i, i,
       'Feature ' || i || ' with a title of usual length',
       (ARRAY['api', 'compute', 'network', 'node', 'observability', 'release', 'storage',
              'testing'])[1 + i %% 8], '{}', '{}', '[]', '{}', '{}',
       ARRAY['reviewer-' || i %% 40, 'reviewer-' || (i + 7) %% 40],
       ARRAY['approver-' || i %% 12], '{}', '', '', '[]', '[]', false
  FROM generate_series(1, 5 * %(entries)s) AS i, generate_series(0, 3) AS n,
       LATERAL (SELECT %(now)s::timestamptz - interval '10500 days'
                       + n * interval '2600 days') AS began(cut);

CREATE TEMPORARY TABLE promised AS
SELECT cycle.id AS release, cycle.name, cycle.begins, i,
       1 + (i + 37 * cycle.id) %% (5 * %(entries)s) AS enhancement,
       (ARRAY['alpha', 'beta', 'ga'])[1 + (i + cycle.id) %% 3] AS stage
  FROM cycle, generate_series(1, %(entries)s) AS i;
INSERT INTO enhancements_entry
  (enhancement_id, release_id, track, stage, kind, since, until, spoken_since,
   moved_from, moved_to, source, version_id, line)
SELECT enhancement, release, '', stage, 'graduation',
       begins + i %% 40 * interval '1 day',
       CASE WHEN i %% 10 = 0 THEN begins + interval '80 days' END,
       begins, '', CASE WHEN i %% 10 = 0 THEN 'v1.' || release + 1 ELSE '' END,
       'front-matter', enhancement, 1
  FROM promised;
INSERT INTO enhancements_proof
  (release_id, enhancement_id, track, stage, word, gate, registered, tag, tagged_at,
   path, line, url)
SELECT release, enhancement, '', stage, CASE WHEN i %% 5 = 1 THEN 'proven' ELSE 'absent' END,
       'Gate' || enhancement, 'alpha', name || '.0', begins + interval '101 days', '', 0, ''
  FROM promised WHERE i %% 5 = 1 OR i %% 20 = 2;
INSERT INTO enhancements_decision
  (enhancement_id, release_id, track, kind, "freeze", criterion, value, reason, by, since,
   batch, ended_by)
SELECT enhancement, release, '', 'standing', 'code-freeze', '', 'removed', 'Too late.',
       'author-1', begins + interval '72 days', gen_random_uuid(), ''
  FROM promised WHERE i %% 15 = 4
UNION ALL
SELECT enhancement, release, '', 'opt-in', '', '', 'yes', '', 'author-1',
       begins + interval '20 days', gen_random_uuid(), ''
  FROM promised WHERE i %% 4 > 0;
-- Half of the exceptions were rejected, half granted and over.
INSERT INTO enhancements_exceptionrequest
  (id, release_id, enhancement_id, track, by, at, origin, raw)
SELECT release * 10 * %(entries)s + i, release, enhancement, '', 'author-1',
       begins + interval '70 days', '', ''
  FROM promised WHERE i %% 30 = 4;
INSERT INTO enhancements_exceptionstate
  (request_id, state, by, reason, granted_until, evaluation, since)
SELECT release * 10 * %(entries)s + i, CASE WHEN i %% 60 = 4 THEN 'rejected' ELSE 'approved' END,
       'author-2', 'Because.', CASE WHEN i %% 60 <> 4 THEN begins + interval '75 days' END,
       '', begins + interval '71 days'
  FROM promised WHERE i %% 30 = 4;
INSERT INTO enhancements_verdict
  (enhancement_id, release_id, track, "freeze", since, word, asked, failed, unknown,
   waived, checks)
SELECT enhancement, release, '', 'enhancements-freeze', begins,
       (ARRAY['at-risk', 'met', 'unknown'])[1 + i %% 3], 8, 0, 0, 0, '[]'
  FROM promised WHERE release >= 90;

-- Three pull requests for each entry of the last eleven releases, opened and merged over
-- its cycle; one in six is closed without being merged, one in twelve still open.
INSERT INTO enhancements_repository
  (id, project_id, host, name, node_id, is_main, lease, synced_at, polled_at, error, reader)
SELECT id, 1, 'https://api.github.com', 'example/' || name, '', id = 1, 0, %(now)s, %(now)s,
       '', ''
  FROM (VALUES (1, 'enhancements'), (2, 'code')) AS one(id, name);
CREATE TEMPORARY TABLE pull AS
SELECT 1000 * %(entries)s + row_number() OVER (ORDER BY release, i, n) AS number,
       enhancement, begins + (i %% 60 + 5 * n) * interval '1 day' AS opened,
       begins + (i %% 60 + 12 + 5 * n) * interval '1 day' AS ended,
       (i + n) %% 12 AS fate
  FROM promised, generate_series(1, 3) AS n WHERE release >= 90;
INSERT INTO enhancements_item
  (repository_id, kind, number, github_id, node_id, title, body, state, state_reason,
   created_at, updated_at, closed_at, is_locked, labels, assignees, is_draft, merged_at,
   merge_commit, base_ref, head_ref, head_oid, head_repository, review_decision, closes,
   comment_count, event_count, raw, fetched_at, gone_reason, moved_to, attached_by,
   names_rule)
SELECT 2, 'pull', number, number, 'PR_' || number, 'Some work', '',
       CASE WHEN fate = 0 THEN 'open' WHEN fate < 3 THEN 'closed' ELSE 'merged' END, '',
       opened, ended, CASE WHEN fate > 0 THEN ended END, false, '{}', '{}', false,
       CASE WHEN fate > 2 THEN ended END, '', 'main', '', '', '', '', '{}', 0, 0, '{}',
       %(now)s, '', '', '', ''
  FROM pull;
INSERT INTO enhancements_series (id, project_id, enhancement_id, track, source, field)
SELECT number, 1, enhancement, '', 'issue', 'pull:example/code#' || number FROM pull;
INSERT INTO enhancements_claim
  (series_id, value, raw, problem, since, line, url, by, reason, reader)
SELECT number, 'true', 'body: example/code#' || number, '', opened, 0,
       'https://github.com/example', '', '', 'bench'
  FROM pull;
SET session_replication_role = DEFAULT;
