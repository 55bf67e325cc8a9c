// A base in which an earlier release has lived: its own browser tests fill it, through its own screens.
//   SOFI_ANCIEN=FOLDER SOFI_VECU=FILE node tests/migration/vivre.mjs
// FOLDER holds the sources of that release, built; FILE, the base that it leaves.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const old = resolve(process.env.SOFI_ANCIEN);
process.env.SOFI_BIN = join(old, 'build/release/sofi');
const part = (name) => import(pathToFileURL(join(old, 'tests/browser', `${name}.mjs`)));
const { ADMIN, CARIF, Client, OF, Server, Suite, launchBrowser } = await part('harness');

const suite = new Suite();
const server = await Server.start();
const browser = await launchBrowser();
try {
  const [of, carif, admin] = await Promise.all([OF, CARIF, ADMIN].map((email) => new Client(server.base).login(email)));
  const env = { suite, server, browser, of, carif, admin };
  for (const [name, tests] of [['manual', 'manualTests'], ['uploads', 'uploadTests'], ['saisie', 'saisieTests'], ['offre', 'offreTests']]) {
    if (existsSync(join(old, 'tests/browser', `${name}.mjs`))) await (await part(name))[tests](suite, env);
  }
  await server.sofi('backup', process.env.SOFI_VECU);
} finally {
  await browser.close();
  await server.stop();
}
console.log(suite.summary());
