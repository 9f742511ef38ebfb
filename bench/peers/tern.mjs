// Tern itself, by its own programs.
import path from 'node:path';
import { bytesBelow, run } from './measure.mjs';

export const name = 'Tern';

const program = (ctx) => path.join(ctx.build, 'tern');
const where = (ctx) => path.join(ctx.work, 'tern.db');

export async function version(ctx) {
  return (await run([program(ctx), '--version'])).output.trim().replace(/^tern /i, '');
}

export async function load(ctx) {
  const { seconds, peak } = await run([program(ctx), 'load', '--db', where(ctx), ...ctx.ternLoad, ctx.file]);
  const counted = await run([program(ctx), 'query', '--db', where(ctx), '--format', 'csv',
    'match ?s -[?p]-> ?o return count(*)']);
  return { seconds, peak, bytes: bytesBelow(where(ctx)), statements: Number(counted.output.trim().split('\n').pop()) };
}

export const asker = (ctx, queries) => [path.join(ctx.build, 'bench/queries/tern_query_bench'), '--db', where(ctx),
  '--runs', ctx.runs, '--seconds', ctx.seconds, '--answers', ...queries.map((query) => query.tq)];

export const once = (ctx, query) => [program(ctx), 'query', '--db', where(ctx), '--format', 'csv', '-f', query.tq];
