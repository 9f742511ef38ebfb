#!/usr/bin/env node
// Runs Tern and other engines on the same data and the same questions, one after the other, and prints tables with the
// ratios. Every count and every answer is compared with Tern's. An engine that is not there is named and left out.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { difference } from './answers.mjs';
import * as duckdb from './duckdb.mjs';
import { lines, median, run } from './measure.mjs';
import * as oxigraph from './oxigraph.mjs';
import { loadTable, machine, queryTable } from './report.mjs';
import * as sqlite from './sqlite.mjs';
import * as tern from './tern.mjs';
import * as virtuoso from './virtuoso.mjs';

const USAGE = `usage: bench/peers/run.mjs [option …]

  --size N          facts of the generator (1000000)
  --shuffled        in random order
  --peers LIST      of tern,duckdb,virtuoso,sqlite,oxigraph (all); Tern is always there
  --loads N         loads of each engine, in turn; the median is shown (3); SQLite and Oxigraph load once
  --no-queries      only load
  --runs N          runs of a query behind the first (20)
  --seconds S       a query's runs end after so long (5)
  --limit S         an engine that needs longer for a query is ended (300)
  --whole N         runs of each query as a process of its own (0: none)
  --memory SIZE     DuckDB's memory_limit, "4GB" (its own default: 80 % of the machine)
  --virtuoso-gib N  memory of Virtuoso's buffers (4)
  --tern-load ARG   one more argument for 'tern load'; may be repeated
  --build DIR       where Tern is built (build-bench)
  --prefix DIR      where bench/peers/install put the others (build-bench/peers)
  --work DIR        for the data and the stores (build-bench/peers/work); emptied first
  --port N          Virtuoso's, on the loopback; the next one too (21111)
  --keep            leave the stores there

A query's time is parse, plan, run, and every row read. Engines of tables are told the ids of predicates and classes;
the id of a question's entity is theirs to find.`;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const MODULES = { tern, duckdb, virtuoso, sqlite, oxigraph };
const REPEATED = [tern, duckdb, virtuoso];  // the engines whose load is compared
const NOTES = {
  [sqlite.name]: 'once; from ids and terms that DuckDB made',
  [oxigraph.name]: 'once; in memory',
};
const PREFIXES = {
  e: 'http://example.org/entity/',
  c: 'http://example.org/class/',
  p: 'http://example.org/property/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
};

function context() {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      size: { type: 'string', default: '1000000' }, shuffled: { type: 'boolean' },
      peers: { type: 'string', default: Object.keys(MODULES).join(',') }, loads: { type: 'string', default: '3' },
      'no-queries': { type: 'boolean' }, runs: { type: 'string', default: '20' },
      seconds: { type: 'string', default: '5' }, limit: { type: 'string', default: '300' },
      whole: { type: 'string', default: '0' }, memory: { type: 'string' },
      'virtuoso-gib': { type: 'string', default: '4' }, 'tern-load': { type: 'string', multiple: true, default: [] },
      build: { type: 'string', default: path.join(root, 'build-bench') }, prefix: { type: 'string' },
      work: { type: 'string' }, keep: { type: 'boolean' }, port: { type: 'string', default: '21111' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const build = path.resolve(values.build);
  const prefix = path.resolve(values.prefix ?? path.join(build, 'peers'));
  const work = path.resolve(values.work ?? path.join(prefix, 'work'));
  return {
    build, prefix, work, file: path.join(work, 'data.nt'), size: Number(values.size), shuffled: values.shuffled,
    wanted: new Set(['tern', ...values.peers.split(',')]), loads: Number(values.loads), queries: !values['no-queries'],
    runs: Number(values.runs), seconds: Number(values.seconds), limit: Number(values.limit),
    whole: Number(values.whole), memory: values.memory, virtuosoBytes: Number(values['virtuoso-gib']) * 2 ** 30,
    ternLoad: values['tern-load'], port: Number(values.port), keep: values.keep,
  };
}

async function makeData(ctx) {
  fs.rmSync(ctx.work, { recursive: true, force: true });
  fs.mkdirSync(ctx.work, { recursive: true });
  const dataset = path.join(ctx.build, 'bench/dataset/tern_dataset');
  const argv = [dataset, '--triples', String(ctx.size), ...(ctx.shuffled ? ['--shuffled'] : [])];
  await run(['/bin/sh', '-c', 'exec "$@" > "$0"', ctx.file, ...argv]);
}

async function findPeers(ctx) {
  const peers = [];
  for (const [key, module] of Object.entries(MODULES)) {
    if (!ctx.wanted.has(key)) continue;
    try {
      if (module === sqlite && !peers.some((peer) => peer.module === duckdb)) throw new Error('it needs DuckDB\'s ids');
      peers.push({ module, name: module.name, version: await module.version(ctx), loads: [] });
    } catch (error) {
      if (module === tern) throw error;
      console.log(`${module.name} is left out: ${error.message.split('\n')[0]}`);
    }
  }
  return peers;
}

const stores = { [tern.name]: 'tern.db', [duckdb.name]: 'duckdb', [virtuoso.name]: 'virtuoso', [sqlite.name]: 'sqlite' };

async function loadOnce(ctx, peer) {
  if (peer.module === virtuoso) await virtuoso.stop(ctx);
  if (stores[peer.name]) fs.rmSync(path.join(ctx.work, stores[peer.name]), { recursive: true, force: true });
  const loaded = await peer.module.load(ctx);
  if (loaded.statements !== ctx.size) throw new Error(`it has ${loaded.statements} triples of ${ctx.size}`);
  peer.loads.push(loaded);
}

// Each engine in turn, so that a machine that drifts does so for all. What cannot load is left out from then on.
// Engines that load once do so in the last turn: SQLite has the ids of DuckDB's last load; no two loads give the same.
async function loadAll(ctx, peers) {
  const failed = new Set();
  for (let turn = 0; turn < ctx.loads; ++turn) {
    for (const peer of peers) {
      if (failed.has(peer) || (turn + 1 < ctx.loads && !REPEATED.includes(peer.module))) continue;
      try {
        await loadOnce(ctx, peer);
      } catch (error) {
        if (peer.module === tern) throw error;
        console.log(`${peer.name} is left out: its load failed: ${error.message}`);
        failed.add(peer);
      }
    }
  }
  const loaded = peers.filter((peer) => !failed.has(peer));
  for (const peer of loaded) {
    peer.note = NOTES[peer.name];
    peer.median = Object.fromEntries(['seconds', 'peak', 'bytes', 'statements'].map(
      (key) => [key, median(peer.loads.map((load) => load[key]))]));
  }
  return loaded;
}

const expand = (term) => {
  if (term.startsWith('"')) return term;
  const [prefix, local] = term.split(':');
  return `<${PREFIXES[prefix]}${local}>`;
};

// Every question in three languages. In the SQL {{term}} becomes an id, which engines of tables are given for free: their
// users know the ids of predicates and classes. [[term]] becomes the look-up of an id, which is part of the question.
async function readQueries(ctx, peers) {
  const folder = path.join(root, 'bench/queries');
  const names = fs.readdirSync(folder).filter((file) => file.endsWith('.tq')).map((file) => path.parse(file).name).sort();
  const sql = names.map((name) => fs.readFileSync(path.join(folder, `${name}.sql`), 'utf8'));
  const placeholder = /\{\{(.*?)\}\}/g;
  const terms = new Set(sql.flatMap((text) => [...text.matchAll(placeholder)].map((match) => expand(match[1]))));
  const withDuckdb = peers.some((peer) => peer.module === duckdb);
  const ids = withDuckdb ? await duckdb.ids(ctx, [...terms]) : {};
  fs.mkdirSync(path.join(ctx.work, 'sql'), { recursive: true });
  return names.map((name, at) => {
    const file = path.join(ctx.work, 'sql', `${name}.sql`);
    fs.writeFileSync(file, sql[at].replaceAll(placeholder, (_, term) => ids[expand(term)])
      .replaceAll(/\[\[(.*?)\]\]/g, (_, term) => `(SELECT id FROM term WHERE text = '${expand(term)}')`));
    return { name, tq: path.join(folder, `${name}.tq`), rq: path.join(folder, `${name}.rq`), sql: file };
  });
}

// An engine that is ended at a query goes on, in a new process, with the one behind it.
async function askPeer(ctx, peer, queries) {
  const answers = {};
  let rest = queries;
  for (let again = false; rest.length > 0; again = true) {
    let outcome;
    try {
      outcome = await lines((await peer.module.asker(ctx, rest, again)).map(String), { limit: ctx.limit });
    } catch (error) {
      if (peer.module === tern) throw error;
      console.log(`${peer.name}: ${error.message}`);
      outcome = { answers: error.answers ?? [], late: false, failed: true };
    }
    for (const answer of outcome.answers) answers[answer.query] = answer;
    rest = rest.slice(outcome.answers.length);
    if (rest.length === 0) break;
    console.log(`${peer.name}: ${rest[0].name}: ${outcome.late ? `no answer in ${ctx.limit} s` : 'failed'}`);
    rest = rest.slice(1);
  }
  return answers;
}

async function askAll(ctx, peers, queries) {
  const results = {};
  for (const peer of peers) {
    results[peer.name] = await askPeer(ctx, peer, queries);
    for (const [name, answer] of Object.entries(results[peer.name])) {
      const expected = results[tern.name][name];
      const differs = expected ? difference(expected.answer, answer.answer) : 'Tern has none';
      if (differs) {
        console.log(`${peer.name}: ${name}: another answer: ${differs}`);
        answer.wrong = true;
      }
    }
  }
  return results;
}

// Each query as a process of its own, in turn with the other engines.
async function askWhole(ctx, peers, queries) {
  const results = Object.fromEntries(peers.map((peer) => [peer.name, {}]));
  for (const query of queries) {
    for (const { module, name } of peers) {
      if (!module.once) continue;
      const times = [];
      const env = module.onceEnvironment?.(ctx);
      for (let i = 0; i < ctx.whole; ++i) {
        times.push((await run(module.once(ctx, query), { env, quiet: true })).seconds);
      }
      results[name][query.name] = { median_us: median(times) * 1e6, rows: '' };
    }
  }
  return results;
}

async function main() {
  const ctx = context();
  const host = machine();
  console.log(`${host}\n`);
  const peers = await findPeers(ctx);
  await makeData(ctx);
  const bytes = fs.statSync(ctx.file).size;
  const loaded = await loadAll(ctx, peers);
  console.log(`\n## From file to queryable\n\n${ctx.size} triples of N-Triples, ${(bytes / 1e6).toFixed(0)} MB, ` +
    `${ctx.shuffled ? 'shuffled' : 'grouped by subject'}; median of ${ctx.loads}\n\n${loadTable(loaded)}`);
  const result = { machine: host, size: ctx.size, shuffled: Boolean(ctx.shuffled), loads: loaded };
  if (ctx.queries) {
    const queries = await readQueries(ctx, loaded);
    const names = loaded.map((peer) => peer.name);
    result.warm = await askAll(ctx, loaded, queries);
    console.log(`\n## Queries, warm, in process (ms, median)\n\n${queryTable(queries, names, result.warm)}`);
    // Those whose clients time statements that are prepared once and run often.
    const prepared = names.filter((name) => Object.values(result.warm[name]).some((m) => m.prepared_median_us));
    console.log(`\n## The same, prepared once (ms, median)\n\n` +
      queryTable(queries, prepared, result.warm, 'prepared_median_us'));
    if (ctx.whole > 0) {
      const whole = loaded.filter((peer) => peer.module.once);
      result.whole = await askWhole(ctx, whole, queries);
      console.log(`\n## Queries, whole process (ms, median of ${ctx.whole})\n\n` +
        queryTable(queries, whole.map((peer) => peer.name), result.whole));
    }
  }
  await virtuoso.stop(ctx);
  for (const answers of Object.values(result.warm ?? {})) {
    for (const answer of Object.values(answers)) delete answer.answer;
  }
  const json = JSON.stringify(result, (key, value) => (key === 'module' ? undefined : value), 1);
  fs.writeFileSync(path.join(ctx.prefix, 'results.json'), json);
  if (!ctx.keep) fs.rmSync(ctx.work, { recursive: true, force: true });
}

// Also then the server goes: it is killed as this process exits.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
try {
  await main();
} catch (error) {
  console.error(`bench/peers: ${error.message}`);
  process.exitCode = 1;
} finally {
  await virtuoso.stop();
}
