// SQLite: the ids and terms that DuckDB made, in four orders as covering B-trees. Its load is of ids, so it is shown
// but compared with nobody's.
import fs from 'node:fs';
import path from 'node:path';
import * as duckdb from './duckdb.mjs';
import { bytesBelow, run } from './measure.mjs';

export const name = 'SQLite';

const where = (ctx) => path.join(ctx.work, 'sqlite');
const database = (ctx) => path.join(where(ctx), 'triples.sqlite');
const client = (ctx) => path.join(ctx.prefix, 'sqlite_client');
const shell = (ctx) => path.join(ctx.prefix, 'debian/usr/bin/sqlite3');

export async function version(ctx) {
  return (await run([client(ctx), 'version'])).output.trim();
}

export async function load(ctx) {
  fs.mkdirSync(where(ctx), { recursive: true });
  await duckdb.exportTables(ctx, where(ctx));
  const script = path.join(where(ctx), 'load.sql');
  fs.writeFileSync(script, `
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -1000000;
PRAGMA threads = 2;
CREATE TABLE term (id INTEGER PRIMARY KEY, text TEXT NOT NULL, number REAL);
CREATE TABLE triple (s INTEGER NOT NULL, p INTEGER NOT NULL, o INTEGER NOT NULL, PRIMARY KEY (p, s, o)) WITHOUT ROWID;
.mode ascii
.separator "\\t" "\\n"
BEGIN;
.import ${path.join(where(ctx), 'term.tsv')} term
.import ${path.join(where(ctx), 'triple.tsv')} triple
COMMIT;
UPDATE term SET number = NULL WHERE number = '';
CREATE UNIQUE INDEX term_text ON term (text);
CREATE INDEX term_number ON term (number) WHERE number IS NOT NULL;
CREATE UNIQUE INDEX triple_pos ON triple (p, o, s);
CREATE UNIQUE INDEX triple_spo ON triple (s, p, o);
CREATE UNIQUE INDEX triple_osp ON triple (o, s, p);
ANALYZE;
SELECT count(*) FROM triple;
`);
  const { seconds, peak, output } = await run([shell(ctx), '-bail', '-init', script, database(ctx), '']);
  for (const table of ['term', 'triple']) fs.rmSync(path.join(where(ctx), `${table}.tsv`));
  return { seconds, peak, bytes: bytesBelow(database(ctx)), statements: Number(output.trim().split('\n').pop()) };
}

export const asker = (ctx, queries) =>
  [client(ctx), database(ctx), ctx.runs, ctx.seconds, ...queries.map((query) => query.sql)];

export const once = (ctx, query) => [shell(ctx), '-readonly', database(ctx), fs.readFileSync(query.sql, 'utf8')];
