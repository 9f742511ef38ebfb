// Virtuoso, Debian's 7.2 with column store: two bulk loaders over the file in four parts, then a checkpoint. Queries
// are timed inside the server by a stored procedure, so that no client and no network stand between; its clock has
// milliseconds, so quick ones are timed in batches. This file is also the child process that asks:
//
//   node virtuoso.mjs ask JSON
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { rowsOfSparqlJson } from './answers.mjs';
import { bytesBelow, median, peakBytes, run, seconds } from './measure.mjs';
import { print } from './timing.mjs';

export const name = 'Virtuoso';

const GRAPH = 'urn:tern:bench';
const PARTS = 4;
const BATCHES = 5;
const BATCH_MS = 40;
const BUFFER_BYTES = 8700;  // what its documentation reckons for a buffer of 8 KiB
const START_SECONDS = 60;
const STOP_SECONDS = 60;
const self = fileURLToPath(import.meta.url);
const where = (ctx) => path.join(ctx.work, 'virtuoso');
const parts = (ctx) => path.join(ctx.work, 'parts');
const programs = (ctx) => path.join(ctx.prefix, 'debian/usr/bin');
let server = null;

function environment(ctx) {
  const libraries = path.join(ctx.prefix, 'debian/usr/lib');
  const folders = fs.readdirSync(libraries).map((folder) => path.join(libraries, folder));
  return { ...process.env, LD_LIBRARY_PATH: folders.join(':') };
}

export async function version(ctx) {
  const program = path.join(programs(ctx), 'virtuoso-t');
  if (!fs.existsSync(program)) throw new Error('it is not installed');
  const output = await run(['/bin/sh', '-c', '"$0" --help 2>&1 || true', program], { env: environment(ctx) });
  return /Version ([\d.]+)/.exec(output.output)[1];
}

const ini = (ctx) => `[Database]
DatabaseFile = ${where(ctx)}/virtuoso.db
ErrorLogFile = ${where(ctx)}/virtuoso.log
LockFile = ${where(ctx)}/virtuoso.lck
TransactionFile = ${where(ctx)}/virtuoso.trx
xa_persistent_file = ${where(ctx)}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = ${where(ctx)}/temp.db
TransactionFile = ${where(ctx)}/temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:${ctx.port}
DisableUnixSocket = 1
ServerThreads = 10
CheckpointInterval = 0
MaxMemPoolSize = 400000000
NumberOfBuffers = ${Math.floor(ctx.virtuosoBytes / BUFFER_BYTES)}
MaxDirtyBuffers = ${Math.floor((ctx.virtuosoBytes / BUFFER_BYTES) * 0.75)}
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 2
DirsAllowed = ${parts(ctx)}
[HTTPServer]
ServerPort = 127.0.0.1:${ctx.port + 1}
ServerRoot = ${where(ctx)}
ServerThreads = 2
[SPARQL]
DefaultGraph = ${GRAPH}
ResultSetMaxRows = 100000000
`;

// `more`: exec=TEXT, or a file, where what it says has semicolons inside.
const isql = (ctx, more) => run([path.join(programs(ctx), 'isql-vt'), `127.0.0.1:${ctx.port}`, 'dba', 'dba',
  'VERBOSE=OFF', 'BANNER=OFF', 'PROMPT=OFF', 'ERRORS=STDOUT', more], { env: environment(ctx) });

async function ask(ctx, text, more = `exec=${text}`) {
  const { output } = await isql(ctx, more);
  if (output.includes('*** Error')) throw new Error(output.trim().split('\n')[0]);
  return output.trim();
}

async function start(ctx) {
  fs.writeFileSync(path.join(where(ctx), 'virtuoso.ini'), ini(ctx));
  server = spawn(path.join(programs(ctx), 'virtuoso-t'), ['+foreground', '+configfile', 'virtuoso.ini'],
    { env: environment(ctx), cwd: where(ctx), stdio: 'ignore' });
  for (const begin = seconds(); seconds() - begin < START_SECONDS; await sleep(50)) {
    if (server.exitCode !== null) break;
    if (await ask(ctx, 'select 1;').then(() => true, () => false)) return;
  }
  throw new Error(`the server does not start; see ${where(ctx)}/virtuoso.log`);
}

async function kill() {
  if (server === null) return;
  const gone = new Promise((resolve) => { server.on('close', resolve); });
  if (server.exitCode === null && server.signalCode === null) {
    server.kill('SIGKILL');
    await gone;
  }
  server = null;
}
process.on('exit', () => server?.kill('SIGKILL'));

// `ctx` may be missing where the runner gives up: then the server's data is of no more use.
export async function stop(ctx) {
  if (server !== null && ctx) {
    const gone = new Promise((resolve) => { server.on('close', resolve); });
    isql(ctx, 'exec=shutdown;').catch(() => {});
    await Promise.race([gone, sleep(STOP_SECONDS * 1000, undefined, { ref: false })]);
    if (server.exitCode !== null) server = null;
  }
  await kill();
}

// Cutting the file into parts, and starting the empty server, are not counted: neither is a load's.
export async function load(ctx) {
  await stop(ctx);
  fs.mkdirSync(where(ctx), { recursive: true });
  if (!fs.existsSync(parts(ctx))) {
    fs.mkdirSync(parts(ctx));
    await run(['split', '-n', `l/${PARTS}`, '--additional-suffix=.nt', ctx.file, path.join(parts(ctx), 'part')]);
  }
  await start(ctx);
  await ask(ctx, `ld_dir('${parts(ctx)}', '*.nt', '${GRAPH}');`);
  const begin = seconds();
  await Promise.all([ask(ctx, 'rdf_loader_run();'), ask(ctx, 'rdf_loader_run();')]);
  await ask(ctx, 'checkpoint;');
  const loaded = seconds() - begin;
  const failures = await ask(ctx, 'select count(*) from DB.DBA.load_list where ll_error is not null or ll_state <> 2;');
  if (failures !== '0') throw new Error(`${failures} parts were not loaded`);
  const statements = await ask(ctx, `sparql select (count(*) as ?count) from <${GRAPH}> { ?s ?p ?o };`);
  await createProcedure(ctx);
  return {
    seconds: loaded,
    peak: peakBytes(server.pid),
    bytes: bytesBelow(path.join(where(ctx), 'virtuoso.db')),
    statements: Number(statements),
  };
}

export async function asker(ctx, queries, again) {
  if (again || server === null) {
    await kill();
    fs.rmSync(path.join(where(ctx), 'virtuoso.lck'), { force: true });
    await start(ctx);
  }
  return [process.execPath, self, 'ask', JSON.stringify({
    ctx: { prefix: ctx.prefix, work: ctx.work, port: ctx.port, runs: ctx.runs, seconds: ctx.seconds },
    queries: queries.map((query) => query.rq),
  })];
}

export const once = (ctx, query) => [path.join(programs(ctx), 'isql-vt'), `127.0.0.1:${ctx.port}`, 'dba', 'dba',
  'VERBOSE=OFF', `exec=sparql define input:default-graph-uri <${GRAPH}> ${fs.readFileSync(query.rq, 'utf8')};`];
export const onceEnvironment = environment;

// Runs a query once, then `runs` times or until the budget is used up; the result: runs, milliseconds, rows.
const TIME_QUERY = `create procedure DB.DBA.time_query (in q varchar, in runs integer, in budget_ms integer)
{
  declare i, t1, t2, n integer;
  declare st, msg varchar;
  declare meta, ans any;
  result_names (i, t2, n);
  st := '00000';
  exec (q, st, msg, vector (), 0, meta, ans);
  if (st <> '00000') signal (st, msg);
  i := 0;
  t1 := msec_time ();
  while (i < runs and (i = 0 or msec_time () - t1 < budget_ms))
    {
      exec (q, st, msg, vector (), 0, meta, ans);
      i := i + 1;
    }
  t2 := msec_time ();
  result (i, t2 - t1, length (ans));
};`;

async function createProcedure(ctx) {
  const file = path.join(where(ctx), 'time_query.sql');
  fs.writeFileSync(file, TIME_QUERY);
  await ask(ctx, '', file);
}

async function timeInServer(ctx, sparql, runs, budgetMs) {
  const query = `sparql define input:default-graph-uri <${GRAPH}> ${sparql}`.replaceAll("'", "''");
  const told = await ask(ctx, `DB.DBA.time_query('${query}', ${runs}, ${budgetMs});`);
  const [done, ms, rows] = told.split(/\s+/).map(Number);
  return { done, ms, rows };
}

async function answerOf(ctx, sparql) {
  const url = new URL(`http://127.0.0.1:${ctx.port + 1}/sparql`);
  url.searchParams.set('default-graph-uri', GRAPH);
  url.searchParams.set('format', 'application/sparql-results+json');
  url.searchParams.set('query', sparql);
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(text.split('\n')[0]);
  return rowsOfSparqlJson(text);
}

async function work({ ctx, queries }) {
  for (const file of queries) {
    const sparql = fs.readFileSync(file, 'utf8');
    // A batch is as many runs as take BATCH_MS, however many were asked for; of batches, as many as the budget holds.
    const first = await timeInServer(ctx, sparql, 1_000_000, BATCH_MS);
    const runs = Math.max(1, first.done);
    const batches = Math.max(1, Math.min(BATCHES, Math.floor((ctx.seconds * 1000) / Math.max(1, first.ms))));
    const times = [first.ms / first.done];
    for (let i = 1; i < batches; ++i) {
      const { done, ms } = await timeInServer(ctx, sparql, runs, ctx.seconds * 1000);
      times.push(ms / done);
    }
    const answer = await answerOf(ctx, sparql);
    const measured = { rows: first.rows, runs: runs * batches, median_us: median(times) * 1000 };
    print({ query: path.parse(file).name, ...measured, answer });
  }
}

if (process.argv[1] === self) await work(JSON.parse(process.argv[3]));
