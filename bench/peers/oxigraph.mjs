// Oxigraph as npm has it: in WebAssembly, in memory, one thread. Each process loads the file first. This file is also the
// child process that does the work:
//
//   node oxigraph.mjs load|ask JSON
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rowsOfSparqlJson } from './answers.mjs';
import { run } from './measure.mjs';
import { print, timeRuns } from './timing.mjs';

export const name = 'Oxigraph (WASM)';

const WINDOW_BYTES = 1 << 22;
const self = fileURLToPath(import.meta.url);
const child = (verb, ctx, more = {}) => [process.execPath, self, verb, JSON.stringify({
  prefix: ctx.prefix, file: ctx.file, runs: ctx.runs, seconds: ctx.seconds, ...more,
})];

export async function version(ctx) {
  createRequire(path.join(ctx.prefix, 'package.json'))('oxigraph');
  return JSON.parse(fs.readFileSync(path.join(ctx.prefix, 'node_modules/oxigraph/package.json'), 'utf8')).version;
}

export async function load(ctx) {
  const { output, peak } = await run(child('load', ctx));
  return { ...JSON.parse(output), peak, bytes: 0 };
}

export const asker = (ctx, queries) => child('ask', ctx, { queries: queries.map((query) => query.rq) });

function* windows(file) {
  const descriptor = fs.openSync(file);
  for (;;) {
    const window = Buffer.alloc(WINDOW_BYTES);
    const read = fs.readSync(descriptor, window);
    if (read === 0) break;
    yield window.subarray(0, read);
  }
  fs.closeSync(descriptor);
}

async function work(verb, job) {
  const { Store } = createRequire(path.join(job.prefix, 'package.json'))('oxigraph');
  const begin = performance.now();
  const store = new Store();
  store.load(windows(job.file), { format: 'application/n-triples', no_transaction: true, unchecked: true });
  if (verb === 'load') {
    print({ seconds: (performance.now() - begin) / 1000, statements: store.size });
    return;
  }
  for (const file of job.queries) {
    const sparql = fs.readFileSync(file, 'utf8');
    const ask = () => store.query(sparql, { results_format: 'application/sparql-results+json' });
    const answer = rowsOfSparqlJson(ask());
    const timed = await timeRuns(ask, job.runs, job.seconds);
    print({ query: path.parse(file).name, rows: answer.length, ...timed, answer });
  }
}

if (process.argv[1] === self) await work(process.argv[2], JSON.parse(process.argv[3]));
