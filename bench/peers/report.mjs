// The tables, in Markdown, as RESULTS.md takes them.
import fs from 'node:fs';
import os from 'node:os';

const MIB = 1024 * 1024;

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function short(number) {
  if (number >= 100) return number.toFixed(0);
  if (number >= 10) return number.toFixed(1);
  return number.toPrecision(2);
}

export function machine() {
  const model = /model name\s*:\s*(.*)/.exec(fs.readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? os.arch();
  const load = os.loadavg()[0].toFixed(2);
  return `${os.cpus().length} × ${model}, ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB, load ${load} at the start`;
}

// loads: [{name, version, runs: [{seconds, peak, bytes, statements}], median, note}], Tern's first.
export function loadTable(loads) {
  const tern = loads[0].median;
  return table(['engine', 's', 'triples/s', 'time against Tern\'s', 'bytes a triple', 'peak memory, MiB', ''],
    loads.map(({ name, version, median: m, note }) => [
      `${name} ${version}`, m.seconds.toFixed(2), `${Math.round(m.statements / m.seconds / 1000)} k`,
      `${(m.seconds / tern.seconds).toFixed(2)} ×`, m.bytes > 0 ? (m.bytes / m.statements).toFixed(1) : '–',
      Math.round(m.peak / MIB), note ?? '',
    ]));
}

// results: peer name → query name → {median_us, rows, wrong}. Milliseconds; the last columns compare with the best.
export function queryTable(queries, peers, results, field = 'median_us') {
  const others = peers.filter((peer) => peer !== 'Tern');
  const cell = (measured) => {
    if (!measured) return '–';
    return short(measured[field] / 1000) + (measured.wrong ? ' (other answer)' : '');
  };
  return table(['query', 'rows', ...peers, 'best other', 'best other / Tern'], queries.map(({ name }) => {
    const tern = results.Tern?.[name];
    const times = others.map((peer) => [peer, results[peer]?.[name]]).filter(([, m]) => m && !m.wrong);
    times.sort((a, b) => a[1][field] - b[1][field]);
    const best = times[0];
    const cells = peers.map((peer) => cell(results[peer]?.[name]));
    return [name.replace(/^\d+-/, '').replaceAll('-', ' '), tern?.rows ?? '–', ...cells,
      best ? best[0] : '–', best && tern ? `${short(best[1][field] / tern[field])} ×` : '–'];
  }));
}
