// How long a start takes: node start.mjs RUNS BINARY PORT DATABASE
// Prints the median of the milliseconds from the start of the program to the first 200 of /sante, the
// slowest, and the memory of the last one at rest, in kilobytes.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { performance } from 'node:perf_hooks';

const [runs, binary, port, database] = process.argv.slice(2);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const healthy = () => new Promise((done) => {
  http.get({ host: '127.0.0.1', port, path: '/sante', agent: false }, (answer) => {
    answer.resume();
    answer.on('end', () => done(answer.statusCode === 200));
  }).on('error', () => done(false));
});

async function once() {
  const start = performance.now();
  const child = spawn(binary, ['serve', '--listen', `127.0.0.1:${port}`, '--database', database], { stdio: 'ignore' });
  const ended = new Promise((done) => child.on('exit', done));
  while (!await healthy()) {
    if (child.exitCode !== null || performance.now() - start > 20000) throw new Error('the server does not start');
    await sleep(1);
  }
  const ms = performance.now() - start;
  await sleep(200);
  const [, rest] = readFileSync(`/proc/${child.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/);
  child.kill('SIGTERM');
  await ended;
  return { ms, rest };
}

const all = [];
for (let i = 0; i < Number(runs); i++) all.push(await once());
const times = all.map((one) => one.ms).sort((a, b) => a - b);
console.log(`${times[Math.floor(times.length / 2)].toFixed(1)} ${times.at(-1).toFixed(1)} ${all.at(-1).rest}`);
