// What every browser test needs: a server on a fresh base, its mail, a browser, a bare HTTP client, a summary.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const run = promisify(execFile);

export const NBSP = '\u00a0';
export const PASSWORD = 'demonstration-sofi';
export const OF = 'of@exemple.fr';
export const CARIF = 'carif@exemple.fr';
export const ADMIN = 'admin@exemple.fr';
export const SIRET = '13000511900032'; // the establishment of the users' manual
export const RECORD = `/annuaire/etablissements/${SIRET}`;
export const SITE = '/annuaire/sites/36364'; // and its principal site
export const NEW_RECORD = '/annuaire/etablissements/nouveau';
export const FLASH = '.flash .flash-title';

// ---------------------------------------------------------------------------- server

function freePort() {
  return new Promise((done, failed) => {
    const socket = createServer();
    socket.on('error', failed);
    socket.listen(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => done(port));
    });
  });
}

function binaryPath() {
  const asked = process.env.SOFI_BIN ?? process.env.SOFI_BINARY;
  const candidates = asked ? [resolve(asked)] : ['dev', 'release'].map((p) => join(root, 'build', p, 'sofi'));
  const found = candidates.find((path) => existsSync(path));
  if (!found) throw new Error(`no binary: ${candidates.join(', ')}`);
  return found;
}

// Where the server's mail goes. Without Python's aiosmtpd there is no run: mail is part of the job.
export class Mailbox {
  static async start() {
    const box = new Mailbox();
    box.dir = mkdtempSync(join(tmpdir(), 'sofi-courriels-'));
    box.given = new Map();
    box.process = spawn('/usr/bin/python3', [join(root, 'tests/support/smtp/serveur.py'), box.dir],
      { stdio: ['pipe', 'pipe', 'inherit'] });
    box.ended = new Promise((done) => box.process.on('exit', done));
    const { value } = await createInterface({ input: box.process.stdout })[Symbol.asyncIterator]().next();
    const port = value?.match(/^port (\d+)/)?.[1];
    if (!port) throw new Error('the mail server of the tests does not start (Debian: python3-aiosmtpd)');
    box.url = `smtp://127.0.0.1:${port}`;
    return box;
  }

  // The next mail to this address: { sujet, texte, lien } (the path of its link). The server looks at its outbox every 5 s.
  async letter(email) {
    const part = (n, what) => readFileSync(join(this.dir, `${n}.${what}`), 'utf8');
    for (const start = Date.now(); Date.now() - start < 15000; await sleep(50)) {
      // The file that is written last says that the message is whole
      for (let n = 0; existsSync(join(this.dir, `${n}.html`)); n++) {
        if (part(n, 'a') !== email || n < (this.given.get(email) ?? 0)) continue;
        this.given.set(email, n + 1);
        const texte = part(n, 'texte');
        return { sujet: part(n, 'sujet'), texte, lien: new URL(texte.match(/https?:\S+/)[0]).pathname };
      }
    }
    throw new Error(`no mail to ${email}`);
  }

  async stop() {
    this.process.stdin.end();
    await this.ended;
    rmSync(this.dir, { recursive: true, force: true });
  }
}

// A server of its own: fresh base, demonstration, the official Formacode when the shared data is there. `like`: a
// server whose base, as it was filled, is taken over.
export class Server {
  static async start(like) {
    const server = new Server();
    server.binary = binaryPath();
    server.dir = mkdtempSync(join(tmpdir(), 'sofi-browser-'));
    server.database = `sqlite:${join(server.dir, 'sofi.db')}`;
    try {
      server.mail = await Mailbox.start();
      server.env = { ...process.env, SOFI_SQLITE_SYNC: 'normal', SOFI_SMTP_URL: server.mail.url };
      for (const name of ['SOFI_DATABASE', 'SOFI_LISTEN', 'SOFI_BASE_URL', 'SOFI_HOSTS', 'SOFI_ADRESSE_URL']) delete server.env[name];
      if (like) server.#fillAs(like);
      else await server.#fill();
      await server.#serve();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  async sofi(...args) {
    const { stdout } = await run(this.binary, [...args, '--database', this.database], { env: this.env });
    return stdout;
  }

  async #fill() {
    await this.sofi('migrate');
    await this.sofi('demo');
    this.versions = [];
    for (const version of ['13', '14']) {
      const file = join(root, '../shared/data/formacode', `formacodes-v${version}.csv`);
      if (!existsSync(file)) continue;
      await this.sofi('import', 'formacode', file);
      this.versions.push(version);
    }
    const said = await this.sofi('compte', 'creer', '--email', 'x@exemple.fr', '--profil', 'CARIF');
    this.invitation = new URL(said.match(/https?:\S+/)[0]).pathname;
    copyFileSync(join(this.dir, 'sofi.db'), join(this.dir, 'filled.db'));
  }

  #fillAs({ dir, versions, invitation }) {
    copyFileSync(join(dir, 'filled.db'), join(this.dir, 'sofi.db'));
    Object.assign(this, { versions, invitation });
  }

  // Another program may take a free port before the server does: another port is tried then.
  async #serve() {
    this.logFile = join(this.dir, 'server.log');
    for (let tries = 1; !(await this.#answers()); tries += 1) {
      const said = readFileSync(this.logFile, 'utf8');
      if (tries === 5 || !said.includes('déjà utilisée')) throw new Error(`the server does not answer:\n${said}`);
    }
  }

  async #answers() {
    this.port = await freePort();
    this.base = `http://127.0.0.1:${this.port}`;
    this.env.SOFI_BASE_URL = this.base;
    const log = openSync(this.logFile, 'w');
    this.process = spawn(this.binary, ['serve', '--listen', `127.0.0.1:${this.port}`, '--database', this.database],
      { env: this.env, stdio: ['ignore', log, log] });
    this.ended = new Promise((done) => this.process.on('exit', (code, signal) => done({ code, signal })));
    for (let i = 0; i < 200; i++) {
      if (this.process.exitCode !== null) break;
      const answer = await fetch(`${this.base}/sante`).catch(() => null);
      if (answer?.status === 200) return true;
      await sleep(50);
    }
    return false;
  }

  get dead() {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  // Ends the server as an administrator would; gives its exit and what it logged.
  async stop() {
    let exit = null;
    const early = this.process ? this.dead : false; // stopped by somebody else
    if (this.process) {
      this.process.kill('SIGTERM');
      const killer = setTimeout(() => this.process.kill('SIGKILL'), 25000);
      exit = await this.ended;
      clearTimeout(killer);
    }
    const log = this.logFile && existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
    await this.mail?.stop();
    rmSync(this.dir, { recursive: true, force: true });
    return { exit, early, log };
  }
}

// As if this login had given its password so many seconds ago: after five minutes the server wants it again before an
// account is changed.
const CONFIRMED = `
import base64, hashlib, sqlite3, sys, time
digest = base64.urlsafe_b64encode(hashlib.blake2b(sys.argv[2].encode(), digest_size=32).digest()).rstrip(b'=').decode()
with sqlite3.connect(sys.argv[1], timeout=20) as base:
    assert base.execute('UPDATE login SET confirme_a = ? WHERE empreinte = ?', [int(time.time()) - int(sys.argv[3]), digest]).rowcount == 1`;
export const confirmedAgo = (server, client, seconds) =>
  run('/usr/bin/python3', ['-c', CONFIRMED, join(server.dir, 'sofi.db'), client.cookies.sofi, `${seconds}`]);

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// ---------------------------------------------------------------------------- bare HTTP

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: NBSP };
export const unescape = (text) => text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi,
  (all, decimal, hex, name) => (name ? ENTITIES[name] ?? all : String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex, 16))));

const attribute = (tag, name) => {
  const found = tag.match(new RegExp(`\\s${name}="([^"]*)"`));
  return found ? unescape(found[1]) : undefined;
};

// What a browser would send for the form whose action is `action` (submit buttons excepted).
export function formFields(html, action) {
  const start = [...html.matchAll(/<form\b[^>]*>/g)].find((tag) => attribute(tag[0], 'action') === action);
  assert.ok(start, `a form that goes to ${action}`);
  const body = html.slice(start.index, html.indexOf('</form>', start.index));
  const fields = [];
  for (const [tag, name] of body.matchAll(/<(input|select|textarea)\b[^>]*>/g)) {
    const key = attribute(tag, 'name');
    const type = attribute(tag, 'type');
    if (!key || type === 'file' || ((type === 'checkbox' || type === 'radio') && !/\schecked/.test(tag)) || /\sdisabled/.test(tag)) continue;
    if (name === 'input') {
      fields.push([key, attribute(tag, 'value') ?? '']);
    } else if (name === 'select') {
      const select = body.slice(body.indexOf(tag), body.indexOf('</select>', body.indexOf(tag)));
      const options = [...select.matchAll(/<option\b[^>]*>/g)].map((option) => option[0]);
      const chosen = options.find((option) => /\sselected/.test(option)) ?? options[0];
      fields.push([key, chosen ? attribute(chosen, 'value') : '']);
    } else {
      const at = body.indexOf(tag) + tag.length;
      const text = body.slice(at, body.indexOf('</textarea>', at)).replace(/^\r?\n/, ''); // HTML drops the first one
      fields.push([key, unescape(text)]);
    }
  }
  return fields;
}

// The fields with some replaced: { nda: 'x', domaines: ['1', '2'], jeton: undefined (left out) }
export function withFields(fields, changes) {
  const kept = fields.filter(([name]) => !(name in changes));
  for (const [name, value] of Object.entries(changes)) {
    if (value !== undefined) for (const one of [value].flat()) kept.push([name, one]);
  }
  return kept;
}

// The same with a file: { name, bytes } for the field certificat
export function withFile(fields, { name, bytes, type = '' }) {
  const form = new FormData();
  for (const [key, value] of fields) form.append(key, value);
  form.append('certificat', new Blob([bytes], { type }), name);
  return form;
}

// A PDF in earnest, padded to `size` bytes where that is asked for
export function pdf(words, size = 0) {
  const head = Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
% ${words}\n`);
  const tail = Buffer.from('trailer<</Root 1 0 R/Size 4>>\n%%EOF\n');
  return Buffer.concat([head, Buffer.alloc(Math.max(0, size - head.length - tail.length), '%'), tail]);
}

// Days from today, as Europe/Paris counts them: jj/mm/aaaa
export function day(n) {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(new Date());
  const date = new Date(`${today}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + n);
  return date.toISOString().slice(0, 10).split('-').reverse().join('/');
}

// A browser without a screen: cookies, no redirection followed, any bytes sent.
export class Client {
  constructor(base, cookies = {}) {
    this.base = base;
    this.cookies = { ...cookies };
  }

  get(path, headers = {}) {
    return this.#send('GET', path, null, headers);
  }

  // `body`: pairs, a form with a file (withFile), or the bytes as they are
  async post(path, body, headers = {}) {
    if (body instanceof FormData) {
      const coded = new Response(body);
      return this.post(path, Buffer.from(await coded.arrayBuffer()), { 'Content-Type': coded.headers.get('content-type'), ...headers });
    }
    const bytes = Array.isArray(body) ? Buffer.from(new URLSearchParams(body).toString()) : Buffer.from(body);
    return this.#send('POST', path, bytes, {
      'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': bytes.length, ...headers,
    });
  }

  #send(method, path, body, headers) {
    const cookie = Object.entries(this.cookies).map(([name, value]) => `${name}=${value}`).join('; ');
    return new Promise((done, failed) => {
      let answered = false;
      const request = http.request(`${this.base}${path}`, { method, agent: false, headers: { ...(cookie && { Cookie: cookie }), ...headers } },
        (response) => {
          answered = true;
          const parts = [];
          const finish = () => {
            this.#keepCookies(response.headers['set-cookie'] ?? []);
            const bytes = Buffer.concat(parts);
            done({ status: response.statusCode, headers: response.headers, bytes, text: bytes.toString('utf8') });
          };
          response.on('data', (part) => parts.push(part));
          response.on('end', finish);
          response.on('error', finish);
        });
      request.setTimeout(20000, () => request.destroy(new Error(`no answer to ${method} ${path.slice(0, 80)}`)));
      // A server that refuses a large body may answer and close before all of it was sent
      request.on('error', (error) => answered || setTimeout(() => answered || failed(error), 200));
      if (body) request.write(body);
      request.end();
    });
  }

  #keepCookies(lines) {
    for (const line of lines) {
      const [pair] = line.split(';');
      const at = pair.indexOf('=');
      const gone = /;\s*max-age=0/i.test(line);
      if (gone) delete this.cookies[pair.slice(0, at)];
      else this.cookies[pair.slice(0, at)] = pair.slice(at + 1);
    }
  }

  async login(email, password = PASSWORD) {
    const page = await this.get('/connexion');
    const answer = await this.post('/connexion', withFields(formFields(page.text, '/connexion'), { email, mot_de_passe: password }));
    assert.equal(answer.status, 303, `login of ${email}`);
    return this;
  }

  // The record's form as a browser would send it
  async fields(path) {
    const page = await this.get(path);
    assert.equal(page.status, 200, path);
    return formFields(page.text, path);
  }

  // Saves a record with some fields replaced
  async save(path, changes) {
    const answer = await this.post(path, withFields(await this.fields(path), changes));
    assert.equal(answer.status, 303, `saving ${path}: ${answer.text.match(/<h2 id="erreurs-titre">.*?<\/ul>/s)?.[0]}`);
  }

  async saved(path, name) {
    return (await this.fields(path)).filter(([key]) => key === name).map(([, value]) => value);
  }
}

// ---------------------------------------------------------------------------- browser

// The headless shell: half of the work of a whole Chromium without a window went into the interface that
// nobody sees. In the C locale it gives a download whose name has accents the name « download ».
export const launchBrowser = () => chromium.launch({
  env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
  executablePath: process.env.SOFI_CHROMIUM ?? '/usr/bin/chromium-headless-shell',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

// Whatever a visitor would never see but a developer would: errors of scripts, refusals of the content
// security policy, parts of a page that are missing, requests to other hosts.
function watch(page, base, problems) {
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    // The page's own code (404, 422…), which the tests check themselves
    const own = message.text().startsWith('Failed to load resource') && message.location().url === page.url();
    if (!own) problems.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== base) problems.push(`other host: ${request.url()}`);
  });
  page.on('response', (response) => {
    const document = response.request().resourceType() === 'document';
    if (!document && response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
}

export const WINDOW = { width: 1280, height: 900 };

// One person in the browser. `client`: a login made elsewhere, whose cookies are taken over (but the
// word about what that client did last).
export async function person(browser, server, { client, viewport = WINDOW, ...options } = {}) {
  const context = await browser.newContext({ baseURL: server.base, viewport, locale: 'fr-FR', reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(30000);
  if (client) {
    const cookies = Object.entries(client.cookies).filter(([name]) => !name.endsWith('_flash'));
    await context.addCookies(cookies.map(([name, value]) => ({ name, value, url: server.base, httpOnly: true, sameSite: 'Lax' })));
  }
  const page = await context.newPage();
  const problems = [];
  watch(page, server.base, problems);
  return {
    context,
    page,
    problems,
    // Nothing wrong since the last time one asked
    assertQuiet() {
      assert.deepEqual(problems.splice(0), [], 'nothing wrong in the console, no missing part');
    },
    async close() {
      await context.close();
      this.assertQuiet();
    },
  };
}

// Clicks and waits for the page that comes; its answer.
export async function submit(page, locator) {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().isNavigationRequest() && response.frame() === page.mainFrame()
      && ![301, 302, 303].includes(response.status())),
    locator.click(),
  ]);
  await page.waitForLoadState('load');
  return answer;
}

// The same by a key.
export async function pressAndLoad(page, key) {
  const [answer] = await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press(key)]);
  return answer;
}

export const saveButton = (page) => page.locator('#etablissement .save-bar').getByRole('button', { name: 'Enregistrer' });

// ---------------------------------------------------------------------------- summary

export class Suite {
  passed = 0;
  failed = 0;
  skipped = 0;
  servers = []; // when one is gone there is nothing left to test
  #only = process.argv.slice(2);

  async test(name, work) {
    if (!this.#only.length || this.#only.some((word) => name.includes(word))) await this.always(name, work);
  }

  // Whatever words were asked for
  async always(name, work) {
    const start = Date.now();
    try {
      await work();
      this.passed++;
      console.log(`ok      ${name} (${Date.now() - start} ms)`);
    } catch (error) {
      this.failed++;
      console.log(`FAILED  ${name} (${Date.now() - start} ms)\n${indent(error.stack ?? String(error))}`);
      if (this.servers.some((server) => server.dead)) throw new Error('the server is gone', { cause: error });
    }
  }

  skip(name, why) {
    this.skipped++;
    console.log(`skipped ${name}: ${why}`);
  }

  summary() {
    return `${this.passed} passed, ${this.failed} failed${this.skipped ? `, ${this.skipped} skipped` : ''}`;
  }
}

const indent = (text) => text.split('\n').slice(0, 25).map((line) => `        ${line}`).join('\n');

// A SIRET that nobody else uses: 000 begins no real one; the last digit is the key of Luhn.
let establishments = 500;
export function inventSiret() {
  const withKey = (stem) => {
    let sum = 0;
    for (let i = 0; i < stem.length; i++) {
      const doubled = Number(stem[stem.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return `${stem}${(10 - (sum % 10)) % 10}`;
  };
  return withKey(`${withKey(`000${String(++establishments).padStart(5, '0')}`)}0001`);
}

// Creates an establishment as an officer; its SIRET.
export async function createEstablishment(officer, changes = {}) {
  const siret = inventSiret();
  const fields = withFields(await officer.fields(NEW_RECORD), {
    siret, raison_sociale: `Organisme ${siret}`, domaines: ['44591'], enregistrer: '1', ...changes,
  });
  const answer = await officer.post(NEW_RECORD, fields);
  assert.equal(answer.status, 303, 'an establishment was created');
  return siret;
}
