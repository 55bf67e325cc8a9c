// Twenty certificates of 5 Mo at once, while others read the record: how long do the others wait?
//   node tests/bench/uploads.mjs BASE EMAIL,EMAIL… PASSWORD SITE RECORD PID
// Sent by the accounts in turn: a day holds 100 Mo of files for one, and what is sent again counts again.
// Prints the p99 of the record's page when nothing else happens and during the uploads, their ratio, and
// the memory of the server (VmHWM). Exits with 1 when an upload was not saved.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';

const [base, emails, password, site, record, pid] = process.argv.slice(2);
const READERS = 4;
const UPLOADS = 20;
const IDLE_MS = 4000;
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

function ask(jar, method, path, { body, type } = {}) {
  return new Promise((done, failed) => {
    const headers = { cookie: Object.entries(jar).map(([name, value]) => `${name}=${value}`).join('; ') };
    if (body) Object.assign(headers, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
    const request = http.request(base + path, { method, headers, agent }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        for (const line of answer.headers['set-cookie'] ?? []) {
          const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
          jar[name] = value;
        }
        done({ status: answer.statusCode, text: Buffer.concat(parts).toString() });
      });
    });
    request.on('error', failed);
    request.end(body);
  });
}

const token = (html) => html.match(/name="jeton" value="([^"]+)"/)[1];

// The cookies and the form token of an account
async function login(email) {
  const jar = {};
  const page = await ask(jar, 'GET', '/connexion');
  const form = new URLSearchParams({ email, mot_de_passe: password, jeton: token(page.text) });
  const answer = await ask(jar, 'POST', '/connexion', { body: form.toString(), type: 'application/x-www-form-urlencoded' });
  if (answer.status !== 303) throw new Error(`login of ${email}: ${answer.status}`);
  return { jar, jeton: token((await ask(jar, 'GET', record)).text) };
}

// Each a file of its own: 5 Mo to the byte, a PDF by its first bytes
function form(jeton, number) {
  const boundary = 'limite-de-la-mesure';
  const file = randomBytes(5 * 1024 * 1024);
  file.write(`%PDF-1.7\n% ${number}\n`);
  const field = (name, value) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head = field('jeton', jeton) + field('fin_qualiopi', '14/09/2028')
    + `--${boundary}\r\nContent-Disposition: form-data; name="certificat"; filename="c${number}.pdf"\r\nContent-Type: application/pdf\r\n\r\n`;
  return { body: Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]), type: `multipart/form-data; boundary=${boundary}` };
}

// Reads the record from READERS connections until `over` says so; the times, sorted
async function read(over) {
  const times = [];
  const reader = async () => {
    while (!over()) {
      const start = process.hrtime.bigint();
      const answer = await ask(people[0].jar, 'GET', record);
      if (answer.status !== 200) throw new Error(`record: ${answer.status}`);
      times.push(Number(process.hrtime.bigint() - start) / 1e6);
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  return times.sort((a, b) => a - b);
}

const p99 = (times) => times[Math.floor(times.length * 0.99)];
const memory = () => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)[1]) / 1024;

const people = await Promise.all(emails.split(',').map(login));
const sender = (number) => people[number % people.length];
const forms = Array.from({ length: UPLOADS }, (_, number) => form(sender(number).jeton, number));
await read(((end) => () => Date.now() > end)(Date.now() + 500)); // warm
const before = memory();
const idle = await read(((end) => () => Date.now() > end)(Date.now() + IDLE_MS));
let left = UPLOADS;
const start = Date.now();
// All for one site: somebody else's save in between answers 409, as to two people; sent again
async function upload(jar, one) {
  const answer = await ask(jar, 'POST', `/annuaire/sites/${site}/certificat`, one);
  return answer.status === 409 ? upload(jar, one) : answer;
}
const uploads = forms.map((one, number) => upload(sender(number).jar, one).finally(() => { left -= 1; }));
const during = await read(() => left === 0);
const answers = await Promise.all(uploads);
const saved = answers.filter((answer) => answer.status === 303).length;
console.log(`${UPLOADS} envois de 5 Mo en ${((Date.now() - start) / 1000).toFixed(1)} s, ${saved} enregistrés`);
console.log(`fiche, p99 : ${p99(idle).toFixed(2)} ms au repos (${idle.length} pages), ${p99(during).toFixed(2)} ms pendant (${during.length} pages), rapport ${(p99(during) / p99(idle)).toFixed(2)}`);
console.log(`mémoire du serveur : ${before.toFixed(1)} Mo avant, ${memory().toFixed(1)} Mo au plus`);
agent.destroy();
process.exitCode = saved === UPLOADS ? 0 : 1;
