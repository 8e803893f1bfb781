-- A text of its own for each enhancement that `rows.sql` wrote: some two hundred words, of
-- which few are frequent and most are rare, as in any text. `needle` stands in ten of
-- them at every size, `common` in one of a hundred, `everywhere` in all.

SET session_replication_role = replica;
SELECT setseed(0.5);

DROP TABLE IF EXISTS pg_temp.told;
CREATE TEMPORARY TABLE told AS
SELECT document.id, 'Everywhere. '
       || CASE WHEN document.id <= 10 THEN 'A needle of the LiveMigration. ' ELSE '' END
       || CASE WHEN document.id %% 100 = 1 THEN 'A common place. ' ELSE '' END
       || (SELECT string_agg('word' || floor(exp(random() * ln(20000)))::int, ' ')
             FROM generate_series(1, 200) WHERE document.id > 0) AS text
  FROM enhancements_document document WHERE document.role = 'main';

INSERT INTO enhancements_blob (id, oid, content)
SELECT 1000 + id, md5('one' || id) || left(md5('two' || id), 8),
       convert_to('# A title' || E'\n\n' || text, 'UTF8')
  FROM told;
INSERT INTO enhancements_reading (blob_id, reader, headings, words)
SELECT 1000 + id, 'bench', '[]',
       setweight(to_tsvector('english', replace(left(text, 400), 'LiveM', 'Live M')), 'B')
       || setweight(to_tsvector('english', substr(text, 401)), 'C')
       || CASE WHEN id <= 10 THEN setweight(to_tsvector('simple', 'livemigration'), 'B')
               ELSE '' END
  FROM told;
-- The second version of each document has the text; the first has next to none.
UPDATE enhancements_version SET blob_id = 1000 + document_id
 WHERE role = 'main' AND ordinal > %(enhancements)s;

SET session_replication_role = origin;
