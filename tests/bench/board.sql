-- Verdicts and decisions of the release v1.20, for every entry that it has: three
-- freezes of eight checks each, one in three at risk; two in three tracked at the first
-- freeze, a contact for each, a note for one in ten.

INSERT INTO enhancements_verdict
  (enhancement_id, release_id, track, "freeze", since, word, asked, failed, unknown, waived,
   checks)
SELECT entry.enhancement_id, entry.release_id, '', asked."freeze",
       %(now)s::timestamptz - (1 + entry.enhancement_id %% 40) * interval '1 hour',
       (ARRAY['at-risk', 'met', 'unknown'])[1 + entry.enhancement_id %% 3], 8,
       CASE entry.enhancement_id %% 3 WHEN 0 THEN 1 + entry.enhancement_id %% 4 ELSE 0 END,
       CASE entry.enhancement_id %% 3 WHEN 2 THEN 2 ELSE 0 END, 0,
       (SELECT jsonb_agg(jsonb_build_object(
          'check', 'check-' || n, 'title', 'Check ' || n || ' of a freeze is passed',
          'state', CASE WHEN n <= entry.enhancement_id %% 4 THEN 'failed' ELSE 'passed' END,
          'reason', 'A sentence of usual length that says what was found about it.',
          'remedy', 'A sentence that says what is to be done about it by whom.',
          'evidence', jsonb_build_array(jsonb_build_array('issue',
             'https://github.com/example/enhancements/issues/' || entry.enhancement_id)),
          'since', NULL, 'stands_since', %(now)s::timestamptz, 'is_asked', true,
          'counts', true, 'found', NULL, 'waiver', NULL))
          FROM generate_series(1, 8) AS n)
  FROM (SELECT DISTINCT enhancement_id, release_id FROM enhancements_entry
         WHERE release_id = (SELECT id FROM enhancements_release WHERE name = 'v1.20'))
         AS entry,
       unnest(ARRAY['enhancements-freeze', 'code-freeze', 'docs-freeze']) AS asked("freeze");

INSERT INTO enhancements_decision
  (enhancement_id, release_id, track, kind, "freeze", criterion, value, reason, by, since,
   batch, ended_by)
SELECT enhancement_id, release_id, '', kind, decided."freeze", '', value, '', 'author-1',
       %(now)s::timestamptz - interval '31 days', gen_random_uuid(), ''
  FROM (SELECT DISTINCT enhancement_id, release_id FROM enhancements_verdict) AS entry,
  LATERAL (VALUES
    ('standing', 'enhancements-freeze', 'tracked', enhancement_id %% 3 > 0),
    ('contact', '', 'author-' || enhancement_id %% 6, true),
    ('note', '', 'Waits for the review of its design.', enhancement_id %% 10 = 0)
  ) AS decided(kind, "freeze", value, is_so) WHERE is_so;

ANALYZE enhancements_verdict;
ANALYZE enhancements_decision;
