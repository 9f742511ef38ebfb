// DuckDB through its node API: a table of triples as ids, sorted by predicate, subject, object, and a table of terms
// with an index. This file is also the child process that does the work:
//
//   node duckdb.mjs load|ids|ask|once JSON
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bytesBelow, run } from './measure.mjs';
import { print, timeRuns } from './timing.mjs';

export const name = 'DuckDB';

const THREADS = '2';
const self = fileURLToPath(import.meta.url);
const where = (ctx) => path.join(ctx.work, 'duckdb');
const child = (verb, ctx, more = {}) => [process.execPath, self, verb, JSON.stringify({
  prefix: ctx.prefix, directory: where(ctx), memory: ctx.memory, file: ctx.file, runs: ctx.runs, seconds: ctx.seconds,
  ...more,
})];

export async function version(ctx) {
  return createRequire(path.join(ctx.prefix, 'package.json'))('@duckdb/node-api').version().replace(/^v/, '');
}

export async function load(ctx) {
  fs.mkdirSync(where(ctx), { recursive: true });
  const { output, peak } = await run(child('load', ctx));
  return { ...JSON.parse(output), peak, bytes: bytesBelow(where(ctx)) };
}

// The ids of terms, by their text; SQLite has the same.
export async function ids(ctx, terms) {
  return JSON.parse((await run(child('ids', ctx, { terms }))).output);
}

// The tables as tab-separated text, for an engine that cannot read N-Triples.
export async function exportTables(ctx, directory) {
  await run(child('export', ctx, { to: directory }));
}

export const asker = (ctx, queries) => child('ask', ctx, { queries: queries.map((query) => query.sql) });
export const once = (ctx, query) => child('once', ctx, { queries: [query.sql] });

// The text of a term that is a number, as a number.
const NUMBER = `CASE WHEN ends_with(text, 'XMLSchema#integer>') OR ends_with(text, 'XMLSchema#decimal>')
  OR ends_with(text, 'XMLSchema#double>') THEN TRY_CAST(split_part(text, '"', 2) AS DOUBLE) END`;

// The generator's N-Triples have one space between terms and " ." behind them.
const loadSteps = (file) => [
  `CREATE TEMP TABLE line AS
     SELECT split_part(l, ' ', 1) AS s, split_part(l, ' ', 2) AS p,
            l[len(split_part(l, ' ', 1)) + len(split_part(l, ' ', 2)) + 3 : len(l) - 2] AS o
     FROM read_csv('${file.replaceAll("'", "''")}', delim = '\x01', quote = '', escape = '', header = false,
                   columns = {'l': 'VARCHAR'}, auto_detect = false)`,
  `CREATE TABLE term AS
     SELECT (row_number() OVER ())::INTEGER AS id, text, ${NUMBER} AS number
     FROM (SELECT s AS text FROM line UNION SELECT p FROM line UNION SELECT o FROM line)`,
  `CREATE TABLE triple AS
     SELECT ts.id AS s, tp.id AS p, tobj.id AS o
     FROM line JOIN term ts ON ts.text = line.s JOIN term tp ON tp.text = line.p JOIN term tobj ON tobj.text = line.o
     ORDER BY p, s, o`,
  'DROP TABLE line',
  'CREATE UNIQUE INDEX term_text ON term(text)',
  'CHECKPOINT',
];

async function connect(job) {
  const { DuckDBInstance } = createRequire(path.join(job.prefix, 'package.json'))('@duckdb/node-api');
  const options = { threads: THREADS, temp_directory: path.join(job.directory, 'spill') };
  if (job.memory) options.memory_limit = job.memory;
  return (await DuckDBInstance.create(path.join(job.directory, 'triples.duckdb'), options)).connect();
}

const plain = (cell) => (cell === null ? null : String(cell));

async function work(verb, job) {
  const begin = performance.now();
  const connection = await connect(job);
  const rowsOf = async (sql) => (await connection.runAndReadAll(sql)).getRows();
  if (verb === 'load') {
    for (const step of loadSteps(job.file)) await connection.run(step);
    const loaded = (performance.now() - begin) / 1000;
    const [[statements]] = await rowsOf('SELECT count(*) FROM triple');
    const [[terms]] = await rowsOf('SELECT count(*) FROM term');
    print({ seconds: loaded, statements: Number(statements), terms: Number(terms) });
  } else if (verb === 'ids') {
    const found = {};
    for (const text of job.terms) {
      const rows = await rowsOf(`SELECT id FROM term WHERE text = '${text.replaceAll("'", "''")}'`);
      found[text] = rows.length > 0 ? Number(rows[0][0]) : -1;
    }
    print(found);
  } else if (verb === 'export') {
    const format = "FORMAT csv, DELIMITER '\t', HEADER false, QUOTE '', ESCAPE ''";
    for (const table of ['term', 'triple']) {
      await connection.run(`COPY ${table} TO '${path.join(job.to, `${table}.tsv`)}' (${format})`);
    }
  } else if (verb === 'once') {
    for (const row of await rowsOf(fs.readFileSync(job.queries[0], 'utf8'))) console.log(row.map(plain).join('\t'));
  } else {
    for (const file of job.queries) {
      const sql = fs.readFileSync(file, 'utf8');
      const answer = (await rowsOf(sql)).map((row) => row.map(plain));
      const timed = await timeRuns(() => rowsOf(sql), job.runs, job.seconds);
      print({ query: path.parse(file).name, rows: answer.length, ...timed, answer });
    }
  }
}

if (process.argv[1] === self) await work(process.argv[2], JSON.parse(process.argv[3]));
