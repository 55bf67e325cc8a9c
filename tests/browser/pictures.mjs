// The pictures of the help pages, taken from the real screens of the demonstration:
//   node tests/browser/pictures.mjs [names…]
// Writes assets/aide/NAME.webp (820 px wide) and NAME-360.webp (for phones), and their sizes into the templates
// that show them. To be run again when a screen that they show has changed.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, OF, RECORD, SITE, Server, launchBrowser, person } from './harness.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = join(root, 'assets/aide');
const MARGIN = 12;
const QUALITY = 82;
const MOST_BYTES = 60_000;

const record = (name) => `fieldset:has(> legend:text-is("${name}"))`;

async function searchSnow(page) {
  await page.getByRole('button', { name: 'Ajouter un domaine' }).click();
  await page.locator('dialog input[type=search]').fill('neige');
  await page.locator('dialog .is-hit').first().waitFor();
  await page.locator('dialog .is-hit input:enabled').first().check();
  await page.evaluate(() => document.activeElement.blur());
}

async function addTwoSessions(page) {
  for (let i = 0; i < 2; i++) await page.getByRole('button', { name: 'Ajouter une session' }).click();
}

async function openDraft(page) {
  await page.goto(await page.locator('a.table-title').first().getAttribute('href'));
}

// path: the screen; of: the first and the last thing in the picture; before: what one does first; as: nobody, or the organisation
const pictures = {
  connexion: { path: '/connexion', of: ['.login-card'], nobody: true },
  'mot-de-passe': { path: '/mot-de-passe/oublie', of: ['main .sheet'], nobody: true },
  'tableau-de-bord': { path: '/tableau-de-bord', of: ['[aria-labelledby=b-sessions]'] },
  domaines: { path: RECORD, of: ['#domaines'] },
  formacodes: { path: RECORD, of: ['dialog[open]'], before: searchSnow },
  'choix-du-site': { path: SITE, of: ['#site .chooser'] },
  adresse: { path: SITE, of: ['legend:text-is("Coordonnées")', '[name=proposer_position]', '[name=proposer_centre]'] },
  certificat: { path: SITE, of: ['#certification'] },
  contacts: { path: RECORD, of: ['#contacts'] },
  administration: { path: '/annuaire/contacts/3127/administration', of: ['#administration .row'] },
  'portes-ouvertes': { path: `${RECORD}/portes-ouvertes/nouvelle`, of: [record('Description')] },
  formation: { path: '/formations/nouvelle', of: ['#section-description .row > :first-child', '#formacodes'] },
  action: { path: '/actions/50751', of: ['.section-nav'], before: (page) => page.locator('.section-nav summary').click() },
  sessions: { path: '/actions/50751/sessions/nouvelle', of: ['#section-dates', '#seance'], before: addTwoSessions },
  envoi: { path: '/actions?liste=en-cours', of: ['.save-bar.is-record'], before: openDraft },
  reconduction: { path: '/sessions/reconduction?liste=bientot-inactives', of: ['[aria-labelledby=t-choix]'] },
};

async function boxOf(page, selectors) {
  const boxes = await Promise.all(selectors.map((selector) => page.locator(selector).first().boundingBox()));
  const window = page.viewportSize();
  const left = Math.max(0, Math.min(...boxes.map((box) => box.x)) - MARGIN);
  const top = Math.max(0, Math.min(...boxes.map((box) => box.y)) - MARGIN);
  const right = Math.min(window.width, Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN);
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN;
  return { x: left, y: top, width: Math.round(right - left), height: Math.round(bottom - top) };
}

async function take(user, name, { path, of, before }, width, suffix) {
  const { page } = user;
  await page.setViewportSize({ width, height: 900 });
  await page.goto(path);
  await before?.(page);
  // What is in the picture is what one does next, not where the page opened
  await page.evaluate(() => document.activeElement.blur());
  await page.evaluate(() => document.fonts.ready);
  await page.setViewportSize({ width, height: Math.min(6000, await page.evaluate(() => (document.querySelector('dialog[open]') ? 700 : document.scrollingElement.scrollHeight))) });
  await page.evaluate(() => window.scrollTo(0, 0));
  const clip = await boxOf(page, of);
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY, clip: { ...clip, scale: 1 } });
  const bytes = Buffer.from(data, 'base64');
  assert.ok(bytes.length < MOST_BYTES, `${name}${suffix}: ${bytes.length} bytes`);
  writeFileSync(join(folder, `${name}${suffix}.webp`), bytes);
  return { width: clip.width, height: clip.height, bytes: bytes.length };
}

// width="…" height="…" right behind the address of the picture
function writeSize(name, { width, height }) {
  for (const file of readdirSync(join(root, 'templates')).filter((one) => one.startsWith('aide-'))) {
    const path = join(root, 'templates', file);
    const before = readFileSync(path, 'utf8');
    const after = before.replace(new RegExp(`(\\{\\{asset aide-${name}\\.webp\\}\\}") width="\\d+" height="\\d+"`, 'g'), `$1 width="${width}" height="${height}"`);
    if (after !== before) writeFileSync(path, after);
  }
}

mkdirSync(folder, { recursive: true });
const wanted = process.argv.slice(2);
const server = await Server.start();
const browser = await launchBrowser();
let total = 0;
try {
  const visitor = await person(browser, server);
  const member = await person(browser, server, { client: await new Client(server.base).login(OF) });
  for (const [name, picture] of Object.entries(pictures)) {
    if (wanted.length && !wanted.includes(name)) continue;
    for (const [width, suffix] of [[820, ''], [380, '-360']]) {
      const size = await take(picture.nobody ? visitor : member, name, picture, width, suffix);
      writeSize(name + suffix, size);
      total += size.bytes;
      console.log(`${name}${suffix}: ${size.width} × ${size.height}, ${size.bytes} bytes`);
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
console.log(`${total} bytes`);
