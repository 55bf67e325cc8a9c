// What is being typed, while the page changes under it: two parts of a page, the town of a commune, an upload stopped.
import assert from 'node:assert/strict';
import { FLASH, RECORD, SITE, pdf, person, submit } from './harness.mjs';
import { newSite } from './uploads.mjs';

const NOT_SAVED = 'Modifications non enregistrées';
const UNTOUCHED = 'Aucune modification';
const note = (page, part) => page.locator(`#${part} .save-note`);
const save = (page, part) => page.locator(`#${part} .save-bar`).getByRole('button', { name: 'Enregistrer', exact: true });

// Two parts changed, one saved, « Rester sur la page »: nothing happened, and nothing is said to have happened.
async function staysOnThePage(env) {
  const user = await person(env.browser, env.server, { client: env.of });
  const { page } = user;
  const asked = [];
  let stay = true;
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type());
    await (stay ? dialog.dismiss() : dialog.accept());
  });
  await page.goto(RECORD);
  const before = await page.locator('#nda').inputValue();
  await page.locator('#nda').fill('52440404744');
  await page.locator('#ligne3').fill('Porte Z');
  for (const part of ['etablissement', 'site']) assert.equal(await note(page, part).innerText(), NOT_SAVED);
  for (let times = 1; times <= 2; times += 1) { // the button is not dead after the first
    await save(page, 'etablissement').click();
    await assertAsked(asked, times);
    for (const part of ['etablissement', 'site']) assert.equal(await note(page, part).innerText(), NOT_SAVED);
    assert.equal(await page.locator('#nda').inputValue(), '52440404744');
  }
  // Back to what it was: nothing to save in that part, which is all that would have asked
  await page.locator('#ligne3').fill('');
  assert.equal(await note(page, 'site').innerText(), UNTOUCHED);
  stay = false;
  await submit(page, save(page, 'etablissement'));
  assert.equal(asked.length, 2, 'nothing to ask any more');
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  await env.of.save(RECORD, { nda: before });
  await user.close();
}

async function assertAsked(asked, times) {
  for (const start = Date.now(); asked.length < times && Date.now() - start < 5000;) await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(asked, Array(times).fill('beforeunload'));
}

async function toldWithoutScript(env) {
  const user = await person(env.browser, env.server, { client: env.of, javaScriptEnabled: false });
  const { page } = user;
  await page.goto(RECORD);
  for (const part of ['etablissement', 'site']) {
    await page.locator(`#${part} .save-bar`).getByText('Ce bouton n\'enregistre que cette partie').waitFor();
  }
  await page.goto(SITE);
  assert.equal(await page.getByText('Ce bouton n\'enregistre que cette partie').count(), 0, 'one form: nothing to say');
  await user.close();
}

async function townFollows(env) {
  const { site } = await newSite(env);
  const user = await person(env.browser, env.server, { client: env.carif });
  const { page } = user;
  const town = page.locator('#bureau_distributeur');
  const commune = page.locator('#commune_insee');
  const button = page.getByRole('button', { name: 'Proposer les communes de ce code postal' });
  const type = async (code) => {
    const answer = page.waitForResponse((response) => response.url().endsWith(`/annuaire/communes?code_postal=${code.replace(/\s/g, '')}`));
    await page.locator('#code_postal').fill(code);
    await (await answer).finished();
  };
  const shows = (locator, value) => page.waitForFunction(([id, wanted]) => document.getElementById(id).value === wanted, [locator, value]);
  await page.goto(site);
  assert.equal(await town.inputValue(), 'NANTES');
  await type('49 400');
  await shows('commune_insee', '');
  assert.equal(await town.inputValue(), '', 'nothing before a commune is chosen');
  await commune.selectOption('49060');
  await shows('bureau_distributeur', 'BELLEVIGNE-LES-CHATEAUX');
  await commune.selectOption({ label: 'Saumur' });
  await shows('bureau_distributeur', 'SAUMUR');
  await type('53000');
  await shows('bureau_distributeur', 'LAVAL');
  assert.equal(await commune.inputValue(), '53130');
  assert.ok(await button.isHidden());
  await town.fill('Brézé');
  await type('49401');
  await button.waitFor(); // no commune has that code: the server tells more
  await page.locator('#code_postal').fill('49400');
  await shows('commune_insee', '');
  await commune.selectOption('49328');
  await page.locator('#code_postal').fill('494');
  await town.focus();
  await button.waitFor();
  assert.equal(await town.inputValue(), 'Brézé', 'what the person wrote stays');
  await page.locator('#code_postal').fill('49400');
  await shows('commune_insee', '49328');
  await submit(page, save(page, 'site'));
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  assert.deepEqual(await env.carif.saved(site, 'bureau_distributeur'), ['Brézé']);
  await user.close();
}

async function uploadStopped(env) {
  const { site } = await newSite(env);
  const user = await person(env.browser, env.server, { client: env.carif });
  const { page } = user;
  await page.goto(site);
  await page.locator('#ligne2').fill('Escalier « C »');
  await page.locator('#certificat').setInputFiles({ name: 'c.pdf', mimeType: 'application/pdf', buffer: pdf('c', 1000) });
  let held;
  await page.route(`**${site}`, (route) => { held = route; });
  await save(page, 'site').click();
  await page.getByRole('button', { name: "Annuler l'envoi" }).click();
  await page.getByText(/^Envoi annulé/).waitFor();
  await held?.abort().catch(() => {});
  await page.unroute(`**${site}`);
  assert.ok(await save(page, 'site').isEnabled());
  assert.equal(await page.locator('#ligne2').inputValue(), 'Escalier « C »');
  assert.equal(await note(page, 'site').innerText(), NOT_SAVED);
  assert.equal((await env.carif.get(`${site}/certificat`)).status, 404, 'nothing was kept');
  user.problems.length = 0;
  await user.close();
}

// Too much for a form: the person's own page, the size in words, and the way back to what was typed.
async function tooMuch(env) {
  const user = await person(env.browser, env.server, { client: env.of });
  const { page } = user;
  await page.goto(RECORD);
  await page.locator('#nda').fill('x'.repeat(70000));
  const answer = await submit(page, save(page, 'etablissement'));
  assert.equal(answer.status(), 413);
  await page.getByText(/Ko, 64.Ko au maximum pour un formulaire/).waitFor();
  await page.getByRole('button', { name: 'Déconnexion' }).waitFor();
  if (process.env.SOFI_SHOTS) await page.screenshot({ path: `${process.env.SOFI_SHOTS}/413.png` });
  await page.getByRole('button', { name: 'Revenir à ma saisie' }).click();
  await page.waitForURL(`**${RECORD}`);
  assert.equal((await page.locator('#nda').inputValue()).length, 70000);
  await page.waitForFunction((words) => document.querySelector('#etablissement .save-note').innerText === words, NOT_SAVED);
  user.problems.length = 0; // the browser's console tells of the 413
  await user.close();
}

// « Sans dispositif » and another one: what is ticked last stays
async function oneAlone(env) {
  const user = await person(env.browser, env.server, { client: env.of });
  const { page } = user;
  await page.goto('/actions/50751/sessions/nouvelle');
  const box = (code) => page.locator(`[name=dispositifs][value="${code}"]`);
  await box(3).check();
  await box(8).check();
  await box(0).check();
  assert.deepEqual([await box(3).isChecked(), await box(8).isChecked(), await box(0).isChecked()], [false, false, true]);
  await box(8).check();
  assert.deepEqual([await box(8).isChecked(), await box(0).isChecked()], [true, false]);
  await user.close();
}

export async function saisieTests(suite, env) {
  await suite.test('typing: two parts, one saved, staying on the page', () => staysOnThePage(env));
  await suite.test('typing: without JavaScript, what a button saves is told', () => toldWithoutScript(env));
  await suite.test('typing: the town follows the commune', () => townFollows(env));
  await suite.test('typing: one choice that excludes the others', () => oneAlone(env));
  await suite.test('typing: too much for a form', () => tooMuch(env));
  await suite.test('typing: an upload is stopped', () => uploadStopped(env));
}
