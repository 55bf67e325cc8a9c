// A flood of unfinished requests while others browse: node flood.mjs BINARY [CONNECTIONS]
// 20,000 connections in bursts of 2,300 from 64 loopback addresses, each with the beginning of a
// request, held a second and closed; meanwhile two browsers ask for a page on connections of their own.
// Prints what they waited for, idle and under the flood, what descriptors are left, and how long the
// stop took while a last burst is held.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const BURST = 2300;
const HOSTS = 64;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function burst(port, n, holdMs) {
  const sockets = [];
  for (let i = 0; i < n; i++) {
    const socket = net.connect({ port, host: '127.0.0.1', localAddress: `127.0.0.${10 + i % HOSTS}` });
    socket.on('error', () => {});
    socket.write('GET /aide HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Flood: ');
    sockets.push(socket);
    if (i % 100 === 99) await sleep(1);
  }
  await sleep(holdMs);
  for (const socket of sockets) socket.destroy();
}

if (!isMainThread) {
  const { port, total } = workerData;
  for (let sent = 0; sent < total; sent += BURST) await burst(port, Math.min(BURST, total - sent), 1000);
  parentPort.postMessage('flooded');
  parentPort.once('message', () => burst(port, BURST, 15000));
}

const get = (port) => new Promise((done) => {
  const start = performance.now();
  http.get({ host: '127.0.0.1', port, path: '/aide', agent: false }, (answer) => {
    answer.resume();
    answer.on('end', () => done(answer.statusCode === 200 ? performance.now() - start : NaN));
  }).on('error', () => done(NaN));
});

// Milliseconds of each page, until `over()`; NaN: not served
async function browse(port, over) {
  const all = [];
  const one = async () => { while (!over()) { all.push(await get(port)); await sleep(5); } };
  await Promise.all([one(), one()]);
  return all;
}

function tell(name, all) {
  const served = all.filter((ms) => !Number.isNaN(ms)).sort((a, b) => a - b);
  const at = (part) => served[Math.min(served.length - 1, Math.floor(served.length * part))];
  console.log(`${name}: ${all.length} pages, ${all.length - served.length} not served, median ${at(0.5).toFixed(2)} ms, p99 ${at(0.99).toFixed(2)} ms`);
  return at(0.99);
}

const ended = (child) => new Promise((done) => child.on('exit', done));

async function main() {
  const [binary, total = '20000'] = process.argv.slice(2);
  const folder = mkdtempSync(join(tmpdir(), 'sofi-flood-'));
  const port = 20000 + Math.floor(Math.random() * 20000);
  const child = spawn(binary, ['serve', '--listen', `127.0.0.1:${port}`, '--database', `sqlite:${join(folder, 'sofi.db')}`], { stdio: 'ignore' });
  const exit = ended(child);
  while (Number.isNaN(await get(port))) await sleep(50);
  const descriptors = () => readdirSync(`/proc/${child.pid}/fd`).length;
  await sleep(500);
  const before = descriptors();
  const until = performance.now() + 5000;
  const idle = tell('idle', await browse(port, () => performance.now() > until));
  let flooded = false;
  const worker = new Worker(new URL(import.meta.url), { workerData: { port, total: Number(total) } });
  worker.on('message', () => { flooded = true; });
  const flood = tell('flood', await browse(port, () => flooded));
  console.log(`p99 ratio: ${(flood / idle).toFixed(2)}`);
  await sleep(1500);
  console.log(`descriptors before: ${before}, after: ${descriptors()}`);
  worker.postMessage('again');
  await sleep(1500);
  const start = performance.now();
  child.kill('SIGTERM');
  await exit;
  console.log(`stop: ${((performance.now() - start) / 1000).toFixed(2)} s`);
  await worker.terminate();
  rmSync(folder, { recursive: true });
}

if (isMainThread) await main();
