// An answer that comes while the person is already elsewhere: it takes neither the focus nor what was typed. Each
// answer is held until she is there.
import assert from 'node:assert/strict';
import { RECORD, person } from './harness.mjs';
import { newFormation, organisation } from './offre.mjs';
import { newSite } from './uploads.mjs';

// What the next request to `pattern` asks for waits; gives { asked, release }
async function hold(page, pattern) {
  let arrived;
  const asked = new Promise((done) => { arrived = done; });
  await page.route(pattern, arrived, { times: 1 });
  return { asked, release: async () => (await asked).continue(), cut: async () => (await asked).abort('connectionreset') };
}

async function tabTo(page, selector) {
  const here = () => page.evaluate((wanted) => document.activeElement.matches(wanted), selector);
  for (let i = 0; !await here(); i++) {
    assert.ok(i < 60, `Tab does not reach ${selector}`);
    await page.keyboard.press('Tab');
  }
}

const drawn = (page, selector, words) => page.waitForFunction(
  ([where, wanted]) => [...document.querySelectorAll(where)].some((one) => one.textContent === wanted), [selector, words]);
const focused = (page) => page.evaluate(() => {
  const { tagName, id, name, value } = document.activeElement;
  return [tagName, id, name, value].join(' ').trim();
});

const SEARCH = '**/annuaire/formacodes?*q=*neige*';
const SNOW = 'dialog input[value="15474"]';
const SNOW_FOCUSED = 'INPUT  domaines 15474';

async function searching(env) {
  const user = await person(env.browser, env.server, { client: env.of });
  const { page } = user;
  await page.goto(RECORD);
  await page.getByRole('button', { name: 'Ajouter un domaine' }).click();
  await page.waitForFunction(() => document.activeElement.matches('dialog input[type=search]'));
  await page.keyboard.type('glace');
  await drawn(page, 'dialog mark', 'glace');
  return user;
}

// Found as one types: the term that has the focus is drawn again, and has it
async function resultsRedrawn(env) {
  const user = await searching(env);
  const { page } = user;
  const held = await hold(page, SEARCH);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('neige');
  await held.asked;
  await tabTo(page, SNOW);
  await held.release();
  await drawn(page, 'dialog mark', 'neige');
  assert.equal(await focused(page), SNOW_FOCUSED);
  await user.close();
}

// Asked for by the button: the same; and what is typed meanwhile stays
async function searchAsked(env) {
  const user = await searching(env);
  const { page } = user;
  for (const then of ['tab', 'type']) {
    const held = await hold(page, SEARCH);
    await page.locator('dialog input[type=search]').fill('neige');
    await page.keyboard.press('Enter');
    await held.asked;
    if (then === 'tab') await tabTo(page, SNOW);
    else await page.keyboard.type(' glace');
    await held.release();
    await drawn(page, 'dialog mark', 'neige');
    assert.equal(await focused(page), then === 'tab' ? SNOW_FOCUSED : 'INPUT q q neige glace');
    await page.locator('dialog input[type=search]').fill('glace');
    await page.waitForFunction(() => ![...document.querySelectorAll('dialog mark')].some((one) => one.textContent === 'neige'));
  }
  await user.close();
}

// The button that proposes the communes goes when they come: the list of them takes its focus
async function communesCome(env) {
  const { site } = await newSite(env);
  const user = await person(env.browser, env.server, { client: env.carif });
  const { page } = user;
  await page.goto(site);
  await page.locator('#code_postal').fill('4940');
  await page.locator('#code_postal').blur(); // a slip: the button is there
  await page.locator('#code_postal').focus();
  const held = await hold(page, '**/annuaire/communes?*');
  await page.locator('#code_postal').fill('49400');
  await held.asked;
  await tabTo(page, '[name=proposer_communes]');
  await held.release();
  await page.locator('[name=proposer_communes]').waitFor({ state: 'hidden' });
  assert.match(await focused(page), /^SELECT commune_insee /);
  await user.close();
}

const save = (page) => page.locator('#site .save-bar').getByRole('button', { name: 'Enregistrer', exact: true });

// While a file travels nothing can be saved again: its button gives the focus to the one that stops it, and has it back
async function fileTravels(env) {
  const { site } = await newSite(env);
  const user = await person(env.browser, env.server, { client: env.carif });
  const { page } = user;
  await page.goto(site);
  for (const elsewhere of [false, true]) {
    await page.locator('#certificat').setInputFiles({ name: 'c.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') });
    const held = await hold(page, `**${site}`);
    await save(page).focus();
    await page.keyboard.press('Enter');
    await held.asked;
    assert.ok(await page.evaluate(() => document.activeElement.matches('[data-arreter]')));
    if (elsewhere) {
      await page.locator('#ligne3').focus();
      await held.cut();
      await page.getByText(/^Envoi interrompu/).waitFor();
      assert.match(await focused(page), /^INPUT ligne3 /);
    } else {
      await page.keyboard.press('Enter');
      await page.getByText(/^Envoi annulé/).waitFor();
      assert.ok(await save(page).evaluate((one) => one === document.activeElement));
      await held.cut().catch(() => {});
    }
  }
  user.problems.length = 0; // the browser's console tells of what was cut
  await user.close();
}

// A part of the form drawn again where it stands
async function partRedrawn(env) {
  const org = await organisation(env, 'focus');
  const path = await newFormation(org.client, 'Redessinée');
  const user = await person(env.browser, env.server, { client: org.client });
  const { page } = user;
  await page.goto(path);
  await page.locator('#fiche').evaluate((form) => { form.dataset.auto = '600000'; });
  await page.locator('#q-certification').fill('commerce');
  const held = await hold(page, `**${path}`);
  await page.keyboard.press('Enter');
  await held.asked;
  await page.keyboard.type(' de détail');
  await held.release();
  await page.locator('[aria-label="Chercher une certification"] [role=status]').waitFor();
  assert.equal(await focused(page), 'INPUT q-certification q_certification commerce de détail');
  // Nobody else: what was found is told
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.matches('[role=status]'));
  await user.close();
}

export async function focusTests(suite, env) {
  await suite.test('focus: results drawn again as one types', () => resultsRedrawn(env));
  await suite.test('focus: results asked for, and one goes on', () => searchAsked(env));
  await suite.test('focus: the communes come', () => communesCome(env));
  await suite.test('focus: a file travels', () => fileTravels(env));
  await suite.test('focus: a part of a form drawn again', () => partRedrawn(env));
}
