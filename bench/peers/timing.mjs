// Times a function: so many runs, or so many seconds. The caller has run it once, for the answer, so it is warm.
import { median } from './measure.mjs';

export async function timeRuns(once, runs, budgetSeconds) {
  const times = [];
  const start = performance.now();
  while (times.length < runs) {
    const begin = performance.now();
    await once();
    times.push((performance.now() - begin) * 1000);
    if (performance.now() - start > budgetSeconds * 1000) break;
  }
  return { runs: times.length, median_us: median(times) };
}

export const print = (object) => process.stdout.write(`${JSON.stringify(object)}\n`);
