-- What SIGs work with, beside what `rows.sql` wrote: of the two releases in work verdicts,
-- decisions, check-ins, exceptions, concerns, room for reviews and help wanted; of those
-- before, what was decided and proven then. What is in work is alike at every size; what
-- is over grows with all the rest.

SET session_replication_role = replica;
DROP TABLE IF EXISTS pg_temp.held, pg_temp.asked;
CREATE TEMPORARY TABLE held AS
SELECT entry.enhancement_id AS i, entry.release_id AS release, entry.stage,
       release_id IN (20, 21) AS is_in_work
  FROM enhancements_entry entry WHERE entry.until IS NULL;
ANALYZE held;

-- The checks of profile `kubevirt`, of which as many fail as the entry's number says.
-- What is over was met; its outcomes are left out, since nobody here reads them.
CREATE TEMPORARY TABLE asked AS
SELECT * FROM (VALUES
  ('enhancements-freeze', 1, 'issue-open', 'Tracking issue is open'),
  ('enhancements-freeze', 2, 'issue-links-document', 'Tracking issue links the document'),
  ('enhancements-freeze', 3, 'target-named', 'Target is named'),
  ('enhancements-freeze', 4, 'document-merged', 'Document is merged'),
  ('enhancements-freeze', 5, 'owner', 'Owner is named'),
  ('enhancements-freeze', 6, 'reviewers', 'Reviewers and approvers are named'),
  ('enhancements-freeze', 7, 'sig-signoff', 'SIGs signed off'),
  ('enhancements-freeze', 8, 'feature-gate', 'Feature gate is named'),
  ('code-freeze', 1, 'code-listed', 'Code pull requests are listed'),
  ('code-freeze', 2, 'code-merged', 'Code pull requests are merged'),
  ('code-freeze', 3, 'docs-pull', 'Docs pull request is merged or ready'),
  ('docs-freeze', 1, 'docs-pull', 'Docs pull request is merged')
) AS asked("freeze", n, "check", title);

INSERT INTO enhancements_verdict
  (enhancement_id, release_id, track, "freeze", since, word, asked, failed, unknown,
   waived, first_missing, checks)
SELECT i, release, '', at."freeze",
       %(now)s::timestamptz - (1 + i %% 40) * interval '1 hour',
       CASE WHEN failing = 0 THEN 'met' ELSE 'at-risk' END, 8, failing, 0, 0,
       CASE WHEN failing = 0 THEN '' ELSE 'Owner is named' END,
       (SELECT jsonb_agg(jsonb_build_object(
          'check', one."check", 'title', one.title,
          'state', CASE WHEN (i + n) %% 3 < failing THEN 'failed' ELSE 'passed' END,
          'reason', 'A sentence of usual length that says what was found about it.',
          'remedy', 'Say what is to be done about it, in a sentence of usual length.',
          'evidence', jsonb_build_array(jsonb_build_array('pull request',
             'https://github.com/example/code/pull/' || i)),
          'since', NULL,
          'stands_since', %(now)s::timestamptz - i %% 60 * interval '1 day',
          'is_asked', true, 'counts', true, 'found', NULL, 'waiver', NULL) ORDER BY n)
          FROM asked one WHERE one."freeze" = at."freeze")
  FROM held, (SELECT DISTINCT "freeze" FROM asked) AS at,
       LATERAL (SELECT i %% 4 AS failing) AS counted
 WHERE is_in_work
UNION ALL
SELECT i, release, '', 'enhancements-freeze',
       %(now)s::timestamptz - (22 - release) * interval '112 days', 'met', 8, 0, 0, 0, '',
       '[]'
  FROM held WHERE NOT is_in_work;

-- Half of what is tracked at the first freeze is tracked at the next one as well. One in
-- fifteen entries has other people than its enhancement has, one in three a check-in.
INSERT INTO enhancements_decision
  (enhancement_id, release_id, track, kind, "freeze", criterion, value, reason, by, since,
   batch, ended_by)
SELECT i, release, '', kind, at, '', value, reason, 'lead-of-release',
       %(now)s::timestamptz - (31 - i %% 30) * interval '1 day', gen_random_uuid(), ''
  FROM held, LATERAL (VALUES
    ('standing', 'enhancements-freeze', 'tracked', '', i %% 5 > 0),
    ('standing', 'code-freeze', 'tracked', '', i %% 5 > 0 AND i %% 2 = 0 AND release = 20),
    ('opt-in', '', 'yes', '', true),
    ('contact', '', 'author-' || i %% 6, '', true),
    ('note', '', 'Waits for the review of its design.', '', i %% 10 = 0),
    ('owners', '', 'author-' || i %% 90, '', i %% 15 = 1),
    ('reviewers', '', 'reviewer-' || i %% 40 || ' reviewer-' || (i + 3) %% 40, '',
     i %% 15 = 2),
    ('approvers', '', 'approver-' || i %% 12, '', i %% 15 = 3),
    ('check-in', '', (ARRAY['on-track', 'at-risk'])[1 + i / 3 %% 2],
     CASE i / 3 %% 2 WHEN 1 THEN 'Nobody has found the time to review it.' ELSE '' END,
     i %% 3 = 0)
  ) AS decided(kind, at, value, reason, is_so)
 WHERE is_in_work AND is_so
UNION ALL
SELECT i, release, '', kind, at, '', value, reason, 'lead-of-release',
       %(now)s::timestamptz - (20 - release) * interval '112 days', gen_random_uuid(), ''
  FROM held, LATERAL (VALUES
    ('opt-in', '', 'yes', '', true),
    ('standing', 'enhancements-freeze', 'tracked', '', i %% 3 > 0),
    ('standing', 'code-freeze', CASE WHEN i %% 8 = 1 THEN 'removed' ELSE 'tracked' END, '',
     i %% 3 > 0),
    ('outcome', '', 'shipped', 'It is in the notes of the release.', i %% 10 = 7)
  ) AS decided(kind, at, value, reason, is_so)
 WHERE NOT is_in_work AND is_so;

INSERT INTO enhancements_proof
  (release_id, enhancement_id, track, stage, word, gate, registered, tag, tagged_at, path,
   line, url)
SELECT release, i, '', stage, CASE WHEN i %% 10 < 6 THEN 'proven' ELSE 'absent' END,
       'Gate' || i, CASE WHEN i %% 10 < 6 THEN stage ELSE 'alpha' END,
       'v1.' || release || '.0',
       %(now)s::timestamptz - (20 - release) * interval '112 days' + interval '59 days',
       'gates.go', 7, 'https://github.com/example/code'
  FROM held WHERE NOT is_in_work AND i %% 10 < 7;

INSERT INTO enhancements_exceptionrequest
  (id, release_id, enhancement_id, track, by, at, origin, raw)
SELECT i, release, i, '', 'author-1', %(now)s::timestamptz - interval '5 days', '', ''
  FROM held WHERE release = 20 AND i %% 25 = 6;
INSERT INTO enhancements_exceptionfreeze
  (request_id, release_id, enhancement_id, track, "freeze", since)
SELECT id, release_id, enhancement_id, '', 'code-freeze', at
  FROM enhancements_exceptionrequest;
INSERT INTO enhancements_exceptionstate
  (request_id, state, by, reason, granted_until, evaluation, since)
SELECT id, CASE WHEN id %% 2 = 0 THEN 'pending' ELSE 'approved' END, 'author-1', '',
       CASE WHEN id %% 2 = 1 THEN at + interval '20 days' END, '', at
  FROM enhancements_exceptionrequest;

INSERT INTO enhancements_concern
  (enhancement_id, release_id, name, text, raised_by, raised_at, by, reason, since, until,
   resolved_by, resolution)
SELECT i, CASE WHEN i %% 40 = 8 THEN release END, 'Upgrade path',
       'What becomes of guests that run while the feature is turned off again?',
       'author-2', began, 'author-2', '', began,
       CASE WHEN NOT is_in_work THEN began + interval '20 days' END,
       CASE WHEN is_in_work THEN '' ELSE 'author-3' END,
       CASE WHEN is_in_work THEN '' ELSE 'They go on as they were started.' END
  FROM held,
       LATERAL (SELECT %(now)s::timestamptz - (1 + i %% 25) * interval '1 day'
                       - CASE WHEN is_in_work THEN interval '0' ELSE interval '90 days' END)
         AS one(began)
 WHERE i %% 20 = 8;

INSERT INTO enhancements_helpwanted (enhancement_id, kind, text, by, since, until)
SELECT i, (ARRAY['owner', 'reviewer', 'code', 'docs'])[1 + i %% 4],
       'Somebody who knows how volumes are attached, for about a day each week.',
       'author-2', %(now)s::timestamptz - interval '100 days',
       CASE WHEN NOT is_in_work THEN %(now)s::timestamptz - interval '50 days' END
  FROM held WHERE i %% 25 = 9;

-- Of the reviewers of a release most have said how much they take on, some of them twice.
INSERT INTO enhancements_capacity (release_id, login, number, note, since, until, by)
SELECT release, login, number, '',
       %(now)s::timestamptz - (112 * (21 - release) + 40 - 20 * again) * interval '1 day',
       CASE WHEN again = 0 AND n %% 4 = 0
            THEN %(now)s::timestamptz - (112 * (21 - release) + 20) * interval '1 day' END,
       login
  FROM generate_series(1, 21) AS release, generate_series(0, 39) AS n,
       (VALUES (0), (1)) AS said(again),
       LATERAL (SELECT 'reviewer-' || n AS login, 3 + n %% 9 + again AS number) AS one
 WHERE n %% 5 > 0 AND (again = 0 OR n %% 4 = 0);

-- The history of what was done grows with all of it.
INSERT INTO enhancements_event
  (project_id, enhancement_id, release_id, kind, subject, old, new, by, reason,
   happened_at, recorded_at)
SELECT 1, enhancement_id, release_id, 'decided', concat_ws(' ', kind, nullif("freeze", '')),
       NULL,
       jsonb_build_object('kind', kind, 'track', '', 'freeze', "freeze", 'criterion', '',
         'value', value, 'reason', reason, 'by', by, 'batch', batch), by, reason,
       since, since
  FROM enhancements_decision;

SET session_replication_role = DEFAULT;
