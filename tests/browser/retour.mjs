// Back: what was typed and not saved is there again, on pages that no browser keeps (no-store).
import assert from 'node:assert/strict';
import { CARIF, FLASH, OF, PASSWORD, RECORD, day, formFields, pdf, person, submit, withFields } from './harness.mjs';
import { newSite } from './uploads.mjs';

const NOT_SAVED = 'Modifications non enregistrées';
const UNTOUCHED = 'Aucune modification';

const stored = (page) => page.evaluate(() => Object.keys(sessionStorage));
const said = (page, part, words) => page.waitForFunction(
  ([id, wanted]) => document.querySelector(`${id} .save-note`)?.innerText === wanted, [part, words]);
const back = (page) => page.goBack({ waitUntil: 'load' });
const save = (page, part) => page.locator(`${part} .save-bar`).getByRole('button', { name: 'Enregistrer', exact: true });
const elsewhere = (page) => page.getByRole('link', { name: 'Tableau de bord', exact: true }).first();

async function visitor(env, client = env.of, options = {}) {
  const user = await person(env.browser, env.server, { client, ...options });
  user.page.on('dialog', (dialog) => dialog.accept());
  return user;
}

async function follow(page, locator) {
  await Promise.all([page.waitForEvent('load'), locator.click()]);
}

// Away by a link, and back: a page asked for anew, not one that the browser had kept
async function awayAndBack(page) {
  await follow(page, elsewhere(page));
  const [answer] = await Promise.all([page.waitForResponse((one) => one.request().isNavigationRequest()), back(page)]);
  assert.equal(answer.headers()['cache-control'], 'no-store');
}

async function newFormation(env) {
  const { siret } = await newSite(env);
  const path = '/formations/nouvelle';
  const drawn = await env.carif.get(`${path}?etablissement=${siret}`);
  const answer = await env.carif.post(path, withFields(formFields(drawn.text, path), { intitule: 'Neige et glace' }));
  assert.equal(answer.status, 303);
  return answer.headers.location.replace(/[?#].*/, '');
}

// An establishment: a text, a choice, a row that the dialog added, a row taken away; from another part of the page.
async function establishment(env) {
  const { siret } = await newSite(env);
  const record = `/annuaire/etablissements/${siret}`;
  const user = await visitor(env, env.carif);
  const { page } = user;
  await page.goto(record);
  await page.locator('#nda').fill('52440404744');
  await page.locator('#categorie').selectOption({ index: 1 });
  const category = await page.locator('#categorie').inputValue();
  await page.getByRole('button', { name: 'Ajouter un domaine' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Intitulé/code du formacode').fill('neige');
  const term = dialog.locator('label', { hasText: 'Sport glace neige' }).first();
  await term.waitFor();
  await term.click();
  await dialog.getByRole('button', { name: 'Valider' }).click();
  await page.locator('#domaines-liste li').first().getByRole('button').click();
  const rows = () => page.locator('#domaines-liste [data-libelle]').allTextContents();
  const chosen = await rows();
  await page.locator('.section-nav a[href^="#"]').nth(1).click();
  await awayAndBack(page);
  const restored = async () => {
    await said(page, '#etablissement', NOT_SAVED);
    assert.equal(await page.locator('#nda').inputValue(), '52440404744');
    assert.equal(await page.locator('#categorie').inputValue(), category);
    assert.deepEqual(await rows(), chosen);
    assert.equal(await page.locator('.record.is-edited').count(), 1);
  };
  await restored();
  if (process.env.SOFI_SHOTS) await page.screenshot({ path: `${process.env.SOFI_SHOTS}/retour.png` });
  await page.reload(); // after an accident
  await restored();
  assert.notEqual((await env.carif.saved(record, 'nda'))[0], '52440404744', 'nothing was saved');
  await user.close();
}

// The page keeps a draft by itself only when it is told to
const byHand = (page) => page.locator('#fiche').evaluate((form) => { form.dataset.auto = '600000'; });

// A formation: what was typed in any section comes back; saved, it leaves nothing behind, and what others changed
// meanwhile is taken in.
async function formation(env) {
  const path = await newFormation(env);
  const user = await visitor(env, env.carif);
  const { page } = user;
  await page.goto(path);
  await byHand(page);
  const title = page.locator('#intitule');
  const goal = page.locator('#section-objectifs textarea').first();
  await title.fill('Neige, glace et névés');
  await goal.fill('Savoir\nmarcher');
  await awayAndBack(page);
  await byHand(page);
  await said(page, '#fiche', NOT_SAVED);
  assert.equal(await title.inputValue(), 'Neige, glace et névés');
  assert.equal(await goal.inputValue(), 'Savoir\nmarcher');
  await env.admin.save(path, { contenu: 'De quelqu’un d’autre' });
  await submit(page, save(page, '#fiche'));
  await page.locator(FLASH).waitFor();
  assert.ok(/a aussi changé\s: Contenu/.test(await page.locator('main').innerText()));
  assert.equal(await page.locator('#contenu').inputValue(), 'De quelqu’un d’autre');
  await back(page);
  await said(page, '#fiche', UNTOUCHED);
  assert.equal(await title.inputValue(), 'Neige, glace et névés');
  assert.equal(await goal.inputValue(), 'Savoir\nmarcher');
  assert.deepEqual(await stored(page), []);
  await user.close();
}

// Refused, left by a link, found again without anything sent twice, the line that was added too; saved in the end:
// nothing comes back.
async function refused(env) {
  const user = await visitor(env, env.carif);
  const { page } = user;
  await page.goto(await newFormation(env));
  await byHand(page);
  const lines = page.locator('#certification-liste > li');
  const code = (name) => lines.first().locator(`[name$="-${name}"]`);
  await page.getByRole('button', { name: 'Ajouter une certification' }).click();
  await code('code_rncp').fill('pas un code');
  assert.equal((await submit(page, save(page, '#fiche'))).status(), 422);
  await byHand(page);
  await code('code_cpf').fill('12');
  await awayAndBack(page);
  await byHand(page);
  assert.equal(await lines.count(), 1);
  assert.equal(await code('code_rncp').inputValue(), 'pas un code');
  assert.equal(await code('code_cpf').inputValue(), '12');
  await said(page, '#fiche', NOT_SAVED);
  await code('code_rncp').fill('');
  await code('code_cpf').fill('');
  await code('code_certifinfo').fill('54913');
  await submit(page, save(page, '#fiche'));
  await page.locator('.flash').first().waitFor();
  for (let times = 0; times < 2; times += 1) {
    await back(page);
    assert.equal(await lines.count(), 1);
    assert.equal(await code('code_certifinfo').inputValue(), '54913');
    assert.equal(await page.locator('.record.is-edited').count(), 0);
  }
  assert.deepEqual(await stored(page), []);
  user.problems.length = 0; // the browser's console tells of the 422
  await user.close();
}

// Saved by somebody else meanwhile: what comes back does not write over it unseen.
async function meanwhile(env) {
  const { siret } = await newSite(env);
  const record = `/annuaire/etablissements/${siret}`;
  const user = await visitor(env, env.carif);
  const { page } = user;
  await page.goto(record);
  await page.locator('#raison_sociale').fill('Ici');
  await follow(page, elsewhere(page));
  await env.admin.save(record, { raison_sociale: 'Ailleurs', nda: '52440404744' });
  await back(page);
  assert.equal(await page.locator('#raison_sociale').inputValue(), 'Ici');
  assert.equal(await page.locator('#nda').inputValue(), '52440404744', 'what was not typed is what is saved');
  assert.equal((await submit(page, save(page, '#etablissement'))).status(), 409);
  await page.locator('.diff').getByText('Ailleurs', { exact: true }).waitFor();
  assert.deepEqual(await env.carif.saved(record, 'raison_sociale'), ['Ailleurs']);
  user.problems.length = 0; // the browser's console tells of the 409
  await user.close();
}

async function login(page, email) {
  await page.locator('#email').fill(email);
  await page.locator('#mot_de_passe').fill(PASSWORD);
  await submit(page, page.getByRole('button', { name: 'Se connecter' }));
}

// The login ended meanwhile: the same person finds it again, nobody else does.
async function ended(env) {
  for (const [email, kept] of [[OF, true], [CARIF, false]]) {
    const user = await visitor(env, null);
    const { page } = user;
    await page.goto('/connexion');
    await login(page, OF);
    await page.goto(RECORD);
    await page.locator('#nda').fill('52440404744');
    await user.context.clearCookies({ name: 'sofi' });
    await follow(page, elsewhere(page));
    assert.equal(new URL(page.url()).pathname, '/connexion');
    assert.equal((await stored(page)).length, 1);
    await login(page, email);
    assert.equal((await stored(page)).length, kept ? 1 : 0);
    await page.goBack();
    await page.goBack();
    await page.waitForURL(`**${RECORD}`);
    assert.equal(await page.locator('#nda').inputValue() === '52440404744', kept, email);
    await user.close();
  }
}

async function loggedOut(env) {
  const user = await visitor(env, null);
  const { page } = user;
  await page.goto('/connexion');
  await login(page, OF);
  await page.goto(RECORD);
  await page.locator('#nda').fill('52440404744');
  await awayAndBack(page);
  await said(page, '#etablissement', NOT_SAVED);
  const other = await user.context.newPage();
  await other.goto(RECORD);
  await other.locator('#nda').fill('52440404745');
  await follow(other, elsewhere(other));
  assert.equal((await stored(other)).length, 1);
  await submit(page, page.getByRole('button', { name: 'Déconnexion' }));
  assert.deepEqual(await stored(page), []);
  assert.deepEqual(await stored(other), [], 'nor in another tab');
  await other.goto('/connexion');
  await login(other, CARIF);
  assert.deepEqual(await stored(other), [], 'nothing of one person is left to the next');
  await back(page); // in the first tab, to the record: it is the other person's page by now
  await page.waitForURL(`**${RECORD}`);
  assert.notEqual(await page.locator('#nda').inputValue(), '52440404744');
  await user.close();
}

// A site: the communes that the script proposed; then a file, whose answer the script writes.
async function site(env) {
  const { site: path } = await newSite(env);
  const user = await visitor(env, env.carif);
  const { page } = user;
  const value = (id, wanted) => page.waitForFunction(([one, two]) => document.getElementById(one).value === two, [id, wanted]);
  await page.goto(path);
  await page.locator('#code_postal').fill('49400');
  await value('commune_insee', '');
  await page.locator('#commune_insee').selectOption({ label: 'Saumur' });
  await value('bureau_distributeur', 'SAUMUR');
  await page.locator('#fin_qualiopi').fill(day(150));
  await awayAndBack(page);
  await value('commune_insee', '49328');
  await value('bureau_distributeur', 'SAUMUR');
  await value('code_postal', '49400');
  await said(page, '#site', NOT_SAVED);
  await page.waitForFunction(() => document.getElementById('commune_insee').options.length > 2);
  await page.locator('#certificat').setInputFiles({ name: 'c.pdf', mimeType: 'application/pdf', buffer: pdf('c', 1000) });
  await save(page, '#site').click();
  await page.locator(FLASH).waitFor();
  assert.deepEqual(await env.carif.saved(path, 'commune_insee'), ['49328']);
  assert.deepEqual(await stored(page), []);
  await back(page);
  await said(page, '#site', UNTOUCHED);
  await value('bureau_distributeur', 'SAUMUR');
  await user.close();
}

// A refused date, and a session that a button added: the page that answers is left, and found as it was, query and rows.
async function dates(env) {
  const user = await visitor(env);
  const { page } = user;
  const path = '/actions/50751/sessions/nouvelle';
  for (const search of ['?modele=133036', '']) {
    await page.goto(path + search);
    await page.locator('#debut').fill('31/02/2090');
    await page.getByRole('button', { name: 'Ajouter une session' }).click();
    const end = page.locator('#seance-liste > li').last().getByLabel('Date fin');
    await end.fill('07/03/2090');
    assert.equal((await submit(page, save(page, '.record'))).status(), 422);
    await page.getByRole('button', { name: 'Ajouter une session' }).click();
    await end.fill('08/03/2090');
    await awayAndBack(page);
    assert.equal(new URL(page.url()).search, search);
    assert.equal(await page.locator('#debut').inputValue(), '31/02/2090');
    assert.equal(await page.locator('#seance-liste > li').count(), 2);
    assert.equal(await end.inputValue(), '08/03/2090');
    assert.equal(await page.locator('#seance-liste > li').first().getByLabel('Date fin').inputValue(), '07/03/2090');
    await said(page, '.record', NOT_SAVED);
  }
  user.problems.length = 0; // the browser's console tells of the 422
  await user.close();
}

// What was unticked and typed is done, once.
async function renewal(env) {
  const user = await visitor(env);
  const { page } = user;
  await page.goto('/sessions/reconduction?liste=actives');
  const box = page.locator('[name=numeros]').first();
  await box.uncheck();
  await awayAndBack(page);
  assert.equal(await box.isChecked(), false);
  await submit(page, page.getByRole('button', { name: 'Tout décocher' }));
  await page.locator('[name=numeros]').first().check();
  await submit(page, page.getByRole('button', { name: /^Créer/ }));
  await page.locator(FLASH).waitFor();
  assert.deepEqual(await stored(page), []);
  await user.close();
}

// A gesture without a way back is confirmed each time.
async function confirmation(env) {
  const [path] = (await env.of.get(RECORD)).text.match(/\/annuaire\/portes-ouvertes\/\d+/);
  const user = await visitor(env);
  const { page } = user;
  await page.goto(path);
  const box = page.getByLabel('Je confirme');
  await box.check();
  await awayAndBack(page);
  assert.equal(await box.isChecked(), false);
  await user.close();
}

// The storage is full, or what was typed is larger than any form: the rest is kept, nothing breaks.
async function noRoom(env) {
  const user = await visitor(env);
  const { page } = user;
  await page.goto(RECORD);
  await page.evaluate(() => {
    for (let size = 4 << 20; size >= 1; size >>= 1) for (;;) {
      try {
        sessionStorage.setItem(`plein-${size}-${sessionStorage.length}`, 'x'.repeat(size));
      } catch {
        break;
      }
    }
  });
  await page.locator('#nda').fill('52440404744');
  await awayAndBack(page);
  await said(page, '#etablissement', UNTOUCHED);
  await page.evaluate(() => sessionStorage.clear());
  await page.locator('#nda').fill('52440404744');
  await page.locator('#siege_siret').evaluate((field) => { field.value = 'x'.repeat(1 << 20); });
  await awayAndBack(page);
  await said(page, '#etablissement', NOT_SAVED);
  assert.equal(await page.locator('#nda').inputValue(), '52440404744');
  assert.ok((await page.locator('#siege_siret').inputValue()).length < 100);
  await user.close();
}

export async function returnTests(suite, env) {
  await suite.test('back: an establishment', () => establishment(env));
  await suite.test('back: a formation, saved', () => formation(env));
  await suite.test('back: a form that was refused', () => refused(env));
  await suite.test('back: saved by somebody else meanwhile', () => meanwhile(env));
  await suite.test('back: the login ended', () => ended(env));
  await suite.test('back: logged out', () => loggedOut(env));
  await suite.test('back: a site, its commune and its file', () => site(env));
  await suite.test('back: dates of sessions', () => dates(env));
  await suite.test('back: a confirmation', () => confirmation(env));
  await suite.test('back: no room', () => noRoom(env));
}

// On a base where sessions may be added
export async function renewalReturnTests(suite, env) {
  await suite.test('back: a renewal', () => renewal(env));
}
