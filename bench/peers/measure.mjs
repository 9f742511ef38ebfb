// Processes, times and sizes: what every peer is measured with.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';

const POLL_MS = 10;

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

export const seconds = () => performance.now() / 1000;

// Bytes of everything below `where`, as the files say it.
export function bytesBelow(where) {
  const stat = fs.lstatSync(where, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.size;
  return fs.readdirSync(where).reduce((sum, name) => sum + bytesBelow(path.join(where, name)), 0);
}

// The most memory that the process had resident so far, in bytes; 0 where it is gone or the system does not tell.
export function peakBytes(pid) {
  try {
    const kib = /VmHWM:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    return kib ? Number(kib[1]) * 1024 : 0;
  } catch {
    return 0;
  }
}

function failed(argv, code, errors) {
  return new Error(`${path.basename(argv[0])} ended with ${code}: ${errors.trim().split('\n').slice(-3).join(' | ')}`);
}

// Runs a command to its end: {seconds, peak, output}. `quiet`: its output is thrown away.
export function run(argv, { env, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const begin = seconds();
    const child = spawn(argv[0], argv.slice(1), { env, stdio: ['ignore', quiet ? 'ignore' : 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    let peak = 0;
    const poll = setInterval(() => { peak = Math.max(peak, peakBytes(child.pid)); }, POLL_MS);
    child.stdout?.on('data', (data) => { output += data; });
    child.stderr.on('data', (data) => { errors = (errors + data).slice(-4000); });
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(poll);
      if (code !== 0) return reject(failed(argv, code, errors));
      resolve({ seconds: seconds() - begin, peak, output });
    });
  });
}

// Runs a program that prints a line of JSON for each query. Where no line comes for `limit` seconds it is ended, and
// what it has printed stands.
export function lines(argv, { env, limit }) {
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0], argv.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const answers = [];
    let errors = '';
    let late = false;
    let timer;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => { late = true; child.kill('SIGKILL'); }, limit * 1000);
    };
    wait();
    readline.createInterface({ input: child.stdout }).on('line', (line) => {
      wait();
      answers.push(JSON.parse(line));
    });
    child.stderr.on('data', (data) => { errors = (errors + data).slice(-4000); });
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code !== 0 && !late) return reject(Object.assign(failed(argv, code, errors), { answers }));
      resolve({ answers, late });
    });
  });
}
