// Browser tests: node tests/browser/run.mjs [words of test names…]
//   SOFI_BIN    the binary; default build/dev/sofi, else build/release/sofi
//   SOFI_SHOTS  a folder for a picture of every page
//   SOFI_MESURES=1  what was measured goes into the accessibility statement (templates/accessibilite-mesures.html)
// The last line is `N passed, N failed`; the exit code says the same.
import { pageTests } from './a11y.mjs';
import { ADMIN, CARIF, Client, OF, Server, Suite, launchBrowser } from './harness.mjs';
import { compteTests } from './compte.mjs';
import { countTests } from './counts.mjs';
import { displayTests } from './display.mjs';
import { focusTests } from './focus.mjs';
import { helpTests } from './help.mjs';
import { jobTests } from './job.mjs';
import { manualTests } from './manual.mjs';
import { offreTests } from './offre.mjs';
import { publicTests } from './public.mjs';
import { invitationTests, refusalTests } from './refusals.mjs';
import { renewalReturnTests, returnTests } from './retour.mjs';
import { saisieTests } from './saisie.mjs';
import { uploadTests } from './uploads.mjs';

const suite = new Suite();
const start = Date.now();
const seconds = () => `${((Date.now() - start) / 1000).toFixed(0)} s`;

async function environment(server, browser) {
  const login = (email) => new Client(server.base).login(email);
  return { suite, server, browser, of: await login(OF), carif: await login(CARIF), admin: await login(ADMIN) };
}

// The directory, where the tests of the job come before those that change the same record
async function directory(server, browser) {
  const env = await environment(server, browser);
  if (server.versions.length < 2) console.log('the official Formacode is not there: the extract is tested');
  await jobTests(suite, env);
  await manualTests(suite, env);
  await Promise.all([pageTests(suite, env), refusalTests(suite, env).then(() => uploadTests(suite, env)).then(() => saisieTests(suite, env)).then(() => returnTests(suite, env))]);
  await displayTests(suite, env);
  await helpTests(suite, env);
  await publicTests(suite, env);
  await invitationTests(suite, env); // it uses up the link that the pages show
}

async function offer(server, browser) {
  const env = await environment(server, browser);
  await offreTests(suite, env);
  await countTests(suite, env);
  await compteTests(suite, env);
  await renewalReturnTests(suite, env);
  await focusTests(suite, env);
}

// The server must end well, and have logged no fault and nothing of a sanitizer.
function checkEnd({ exit, early, log }) {
  const bad = log.split('\n').filter((line) => /\blevel=error\b|AddressSanitizer|runtime error:|LeakSanitizer|ThreadSanitizer/.test(line));
  if (bad.length) throw new Error(`the server logged:\n${bad.slice(0, 20).join('\n')}`);
  if (early || exit?.code !== 0) throw new Error(`the server ended ${early ? 'before its time ' : ''}with ${JSON.stringify(exit)}\n${log.slice(-3000)}`);
}

const servers = [];
let browser;
try {
  servers.push(await Server.start());
  servers.push(await Server.start(servers[0]));
  suite.servers = servers;
  browser = await launchBrowser();
  // Two lanes with a server each: one computes while the other waits
  await Promise.all([directory, offer].map(async (lane, i) => {
    await lane(servers[i], browser);
    console.log(`${lane.name}: ${seconds()}`);
  }));
} catch (error) {
  suite.servers = [];
  await suite.always('the run itself', () => { throw error; });
}
await browser?.close();
suite.servers = [];
for (const server of servers) {
  const end = await server.stop();
  await suite.always('server: ends well, nothing wrong in its log', () => checkEnd(end));
}
console.log(seconds());
console.log(suite.summary());
process.exitCode = suite.failed || !suite.passed ? 1 : 0;
