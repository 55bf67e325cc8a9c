// Help: a page for each job of the users' manual, led to by the screen that it is about, naming what is there.
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, OF, RECORD, SITE, person, withFields } from './harness.mjs';

const pictures = resolve(dirname(fileURLToPath(import.meta.url)), '../../assets/aide');
const CONTACT = '/annuaire/contacts/3127';

const subjectsOf = (html) => [...html.matchAll(/href="\/aide\/([a-z-]+)"/g)].map((found) => found[1]);

// Which page each screen leads to
const screens = [
  ['/compte/connexions', 'se-connecter'], ['/tableau-de-bord', 'tableau-de-bord'], ['/sessions?liste=actives', 'tableau-de-bord'],
  [RECORD, 'mettre-a-jour-la-fiche'], [SITE, 'gerer-les-sites'], [`${RECORD}/sites/nouveau`, 'gerer-les-sites'],
  [CONTACT, 'gerer-les-contacts'], [`${CONTACT}/administration`, 'gerer-les-contacts'], [`${CONTACT}/gestion`, 'gerer-les-contacts'],
  [`${RECORD}/contacts/nouveau`, 'gerer-les-contacts'], [`${RECORD}/portes-ouvertes/nouvelle`, 'portes-ouvertes'],
  ['/formations', 'premiere-formation'], ['/formations/nouvelle', 'premiere-formation'], ['/formations/192', 'premiere-formation'],
  ['/formations/192/actions/nouvelle', 'saisir-une-action'], ['/actions/50751', 'saisir-une-action'],
  ['/actions/50751/apercu', 'envoyer-en-validation'], ['/actions/50751/sessions/nouvelle', 'ajouter-des-sessions'],
  ['/sessions/133036', 'ajouter-des-sessions'], ['/sessions/reconduction?liste=bientot-inactives', 'renouveler-des-sessions'],
];

async function links(env) {
  const { text } = await env.of.get('/aide');
  const known = new Set(subjectsOf(text));
  assert.ok(known.size >= 13, `${known.size} pages of help`);
  for (const [path, subject] of screens) {
    const page = await env.of.get(path);
    assert.ok(page.text.includes(`href="/aide/${subject}?de=`), `${path} leads to ${subject}`);
  }
  for (const subject of known) {
    const page = await env.of.get(`/aide/${subject}`);
    assert.equal(page.status, 200, subject);
    for (const next of subjectsOf(page.text)) assert.ok(known.has(next), `${subject} leads to ${next}`);
  }
  assert.equal((await env.of.get('/aide/rien-de-tel')).status, 404);
  // Back to the screen, and to no other site
  assert.match((await env.of.get('/aide/gerer-les-sites?de=/annuaire/sites/36364')).text, /href="\/annuaire\/sites\/36364"[^>]*>.*Retour à la page/);
  assert.doesNotMatch((await env.of.get('/aide/gerer-les-sites?de=//exemple.fr')).text, /exemple\.fr|Retour à la page/);
}

// Each word in bold is the name of something on a screen
async function labels(env) {
  const { browser, server } = env;
  const user = await person(browser, server, { client: env.of });
  const officer = await person(browser, server, { client: env.carif });
  const visitor = await person(browser, server);
  let shown = '';
  const read = async (page, path) => {
    await page.goto(path);
    shown += await page.evaluate(() => document.querySelector('body').textContent);
  };
  for (const path of ['/connexion', '/mot-de-passe/oublie', server.invitation]) await read(visitor.page, path);
  const { page } = user;
  await new Client(server.base).login(OF); // another login to close
  for (const [path] of screens) await read(page, path);
  for (const path of ['/actions/50752', '/actions/51714/repondre', '/actions/51641']) await read(page, path);
  await env.of.save('/actions/50751', { rythme: 'Temps plein, en soirée' });
  await read(page, '/actions/50751');
  const examen = '/validation/actions/50752';
  await env.carif.post(examen, withFields(await env.carif.fields(examen), { decision: 'prendre' }));
  for (const path of ['/validation', examen]) await read(officer.page, path);
  shown += (await env.of.get('/annuaire/formacodes?choix=1&q=neige', { 'HX-Request': 'true' })).text;
  await page.goto('/actions?liste=en-cours');
  await read(page, await page.locator('a.table-title').first().getAttribute('href'));
  await page.goto('/sessions?liste=inactives');
  for (const href of await page.locator('a.table-title').evaluateAll((all) => all.map((one) => one.getAttribute('href')))) await read(page, href);
  await page.getByRole('link', { name: 'Aide', exact: true }).click();
  const unknown = [];
  for (const subject of new Set(subjectsOf(await page.content()))) {
    await page.goto(`/aide/${subject}`);
    for (const word of await page.locator('.aide-page strong').allTextContents())
      if (!shown.includes(word)) unknown.push(`${subject}: ${word}`);
  }
  assert.deepEqual(unknown, []);
  for (const one of [user, officer, visitor]) await one.close();
}

async function images(env) {
  const user = await person(env.browser, env.server);
  const { page } = user;
  await page.goto('/aide');
  const seen = new Set();
  for (const subject of new Set(subjectsOf(await page.content()))) {
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`/aide/${subject}`);
      for (const picture of await page.locator('.aide-image img').all()) {
        await picture.scrollIntoViewIfNeeded();
        await page.waitForFunction((one) => one.complete && one.naturalWidth > 0, await picture.elementHandle());
        const told = await picture.evaluate((one) => {
          const source = one.currentSrc.includes('-360.') ? one.parentElement.querySelector('source') : one;
          return { name: one.currentSrc.match(/aide-(.+)\.[0-9a-f]{12}\.webp$/)[1], same: one.naturalWidth === Number(source.getAttribute('width')) && one.naturalHeight === Number(source.getAttribute('height')), alt: one.alt };
        });
        assert.ok(told.same, `${told.name}: width and height are those of the file`);
        assert.ok(told.alt.length > 20, `${told.name}: says what is read in it`);
        seen.add(told.name);
      }
    }
  }
  const files = readdirSync(pictures);
  assert.deepEqual([...seen].sort(), files.map((file) => file.replace('.webp', '')).sort(), 'every picture is shown');
  const sizes = files.map((file) => statSync(join(pictures, file)).size);
  assert.ok(Math.max(...sizes) < 60_000 && sizes.reduce((a, b) => a + b, 0) < 1_000_000, 'pictures are small');
  await user.close();
}

// Beside what one is typing, which stays
async function dialog(env) {
  const user = await person(env.browser, env.server, { client: env.of });
  const { page } = user;
  await page.goto(SITE);
  await page.locator('#ligne3').fill('Porte Z');
  await page.locator('.aide-lien a').click();
  const help = page.getByRole('dialog', { name: 'Créer et mettre à jour un site' });
  await help.waitFor();
  assert.ok(await help.getByRole('heading', { name: 'Donnez l\'adresse' }).isVisible());
  await help.getByRole('button', { name: 'Fermer' }).click();
  await help.waitFor({ state: 'detached' });
  assert.equal(await page.locator('#ligne3').inputValue(), 'Porte Z');
  await page.evaluate(() => document.querySelectorAll('form').forEach((form) => form.reset()));
  await user.close();
  const plain = await person(env.browser, env.server, { client: env.of, javaScriptEnabled: false });
  await plain.page.goto(SITE);
  await plain.page.locator('.aide-lien a').click();
  await plain.page.getByRole('link', { name: 'Retour à la page' }).click();
  assert.equal(new URL(plain.page.url()).pathname, SITE);
  await plain.close();
}

async function hours(env) {
  const visitor = new Client(env.server.base);
  for (const path of ['/aide', '/aide/se-connecter', '/connexion']) assert.ok((await visitor.get(path)).text.includes('de 9h à 12h'), path);
}

export async function helpTests(suite, env) {
  await suite.test('help: screens lead to their page', () => links(env));
  await suite.test('help: every name is on a screen', () => labels(env));
  await suite.test('help: pictures', () => images(env));
  await suite.test('help: in a dialog, or as a page', () => dialog(env));
  await suite.test('help: hours in words', () => hours(env));
}
