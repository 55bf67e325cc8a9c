// The whole job of an organisation: log in, open the record, add a training domain, save, see who did
// what. By mouse, by keyboard alone, without JavaScript. And the searches of the thesaurus.
import assert from 'node:assert/strict';
import {
  FLASH, OF, PASSWORD, RECORD, person, pressAndLoad, saveButton, sleep, submit,
} from './harness.mjs';

const SNOW = '15474 - Sport glace neige';
const rows = (page) => page.locator('#domaines-liste li');
const opener = (page) => page.getByRole('button', { name: 'Ajouter un domaine' });
const term = (scope, words) => scope.locator('label.choice', { hasText: words });

async function textsOf(locator) {
  return (await locator.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
}

// The record of the manual as it was: its two domains, no NDA. 44508 is kept, so it stays of version 13.
async function resetRecord(env) {
  await env.of.save(RECORD, { domaines: ['44508', '44591'], nda: '' });
  assert.deepEqual(await env.of.saved(RECORD, 'domaines'), ['44508', '44591']);
}

// A term stands under its ancestors, all of them open.
async function assertUnderAncestors(label) {
  const parents = await label.evaluate((node) => {
    const found = [];
    for (let up = node.closest('li').parentElement.closest('details'); up; up = up.parentElement.closest('details')) {
      const words = up.parentElement.querySelector(':scope > .choice')?.textContent ?? up.querySelector('summary').textContent;
      found.unshift({ words: words.trim().replace(/\s+/g, ' '), open: up.open });
    }
    return found;
  });
  assert.deepEqual(parents, [
    { words: 'Sport, hôtellerie, restauration, tourisme', open: true },
    { words: '15454 - Activité physique et sportive', open: true },
  ]);
}

async function assertHistory(page, person_) {
  const last = page.locator('main ol.stack > li').first();
  assert.match(await last.getByRole('heading').innerText(), /^Modification du \d\d\/\d\d\/\d{4}/);
  assert.match(await last.locator('p.muted').first().innerText(), new RegExp(`par ${person_}`));
  const change = last.getByRole('row', { name: 'Domaine formation' });
  const before = await change.locator('del').innerText();
  const after = await change.locator('ins').innerText();
  assert.ok(!before.includes('15474'), `before: ${before}`);
  assert.ok(after.startsWith(before) && after.endsWith(SNOW), `after: ${after}`);
}

// ---------------------------------------------------------------------------- by mouse

async function byMouse(env) {
  await resetRecord(env);
  const user = await person(env.browser, env.server);
  const { page } = user;
  await page.goto('/');
  await page.getByLabel('Email').fill(OF);
  await page.getByLabel('Mot de passe').fill(PASSWORD);
  await submit(page, page.getByRole('button', { name: 'Se connecter' }));
  assert.equal(new URL(page.url()).pathname, '/tableau-de-bord');
  assert.deepEqual(await textsOf(page.locator('.tiles a')), [
    'Gestion de vos sites, contacts, référents et portes ouvertes', 'Création de votre offre de formation',
  ]);
  await submit(page, page.locator('.tiles a').first());
  assert.equal(new URL(page.url()).pathname, RECORD, 'one establishment: no list in between');
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'GIP CARIF OREF DES PAYS DE LA LOIRE');
  assert.equal(await page.locator('.record.is-edited').count(), 0);

  await opener(page).click();
  const dialog = page.getByRole('dialog', { name: 'Recherche domaine de formation' });
  await dialog.waitFor();
  await dialog.getByLabel('Intitulé/code du formacode').fill('neige');
  await dialog.getByRole('button', { name: 'Rechercher' }).click();
  const snow = term(dialog, SNOW);
  await snow.waitFor();
  assert.equal(await snow.locator('mark').innerText(), 'neige');
  await assertUnderAncestors(snow);
  await snow.click();
  assert.equal(await dialog.locator('[data-compte-choix]').innerText(), '1 terme coché');
  await dialog.getByRole('button', { name: 'Valider' }).click();
  await dialog.waitFor({ state: 'detached' });

  assert.equal(await rows(page).count(), 3);
  assert.match((await textsOf(rows(page)))[2], new RegExp(`^${SNOW}`));
  assert.equal(await page.locator('.record.is-edited').count(), 1, 'marked as not saved');
  assert.equal(await page.locator('#etablissement .save-note').innerText(), 'Modifications non enregistrées');
  assert.deepEqual(await env.of.saved(RECORD, 'domaines'), ['44508', '44591'], 'nothing saved yet');

  await submit(page, saveButton(page));
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  await page.reload();
  assert.equal(await page.locator(FLASH).count(), 0, 'the message is shown once');
  assert.match((await textsOf(rows(page)))[2], new RegExp(`^${SNOW}`));
  assert.equal(await page.locator('.record.is-edited').count(), 0);
  await submit(page, page.getByRole('link', { name: 'Historique' }));
  await assertHistory(page, 'Camille Aubry');

  // On the record already: shown ticked, not to be chosen twice
  await page.goBack();
  await opener(page).click();
  await dialog.getByLabel('Intitulé/code du formacode').fill('neige');
  await snow.waitFor();
  assert.ok(await snow.locator('input').isChecked() && await snow.locator('input').isDisabled());
  await dialog.getByRole('button', { name: 'Annuler' }).click();
  assert.equal(await rows(page).count(), 3);

  await submit(page, page.getByRole('button', { name: 'Déconnexion' }));
  assert.equal(await page.locator(FLASH).innerText(), 'Vous êtes déconnecté');
  const outside = await page.goto(RECORD);
  assert.equal(new URL(outside.url()).pathname, '/connexion');
  await user.close();
}

// ---------------------------------------------------------------------------- by keyboard

// In the page. The focus: lost, hidden under something, without a mark? On the target (an element or a
// selector)? If not, is the way to that element on or back?
function focusState(target) {
  const node = document.activeElement;
  if (!node || node === document.body || node === document.documentElement) return { lost: true, at: 'on' };
  const style = getComputedStyle(node);
  const marked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
    || (node.matches('summary, input') && getComputedStyle(node.closest('label') ?? node).boxShadow !== 'none');
  const seen = [...node.getClientRects()].some((box) => [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5]].some(([x, y]) => {
    const hit = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
    return hit && (node.contains(hit) || hit.contains(node) && hit.matches('label, dialog li'));
  }));
  const here = typeof target === 'string' ? node.matches(target) : node === target;
  const after = target instanceof Node && target.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
  const at = here ? 'here' : after ? 'back' : 'on';
  return { lost: false, at, marked, seen, what: `${node.tagName} ${node.name || node.id || node.textContent.trim().slice(0, 40)}` };
}

// The same from outside, for a locator too: in one question, for steps are many.
export const focusOf = (page, target) => (typeof target === 'object' ? target.evaluate(focusState) : page.evaluate(focusState, target));

// Seen, marked, not lost. Gives where it is: 'here' (on the target), 'on' or 'back'.
export async function assertFocus(page, target) {
  let state;
  for (let i = 0; i < 10; i++) {
    state = await focusOf(page, target);
    if (!state.lost && state.marked && state.seen) return state.at;
    await sleep(30);
  }
  return assert.fail(`focus: ${JSON.stringify(state)}`);
}

const focused = (page, selector) => page.evaluate((wanted) => document.activeElement.matches(wanted), selector);

// Tab until the focus is on `selector`; at every step it is seen and marked.
async function tabTo(page, selector, { back = false, at = 60 } = {}) {
  for (let i = 0; i < at; i++) {
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
    if (await assertFocus(page, selector) === 'here') return;
  }
  assert.fail(`${at} steps of Tab do not reach ${selector}`);
}

async function waitFocused(page, selector) {
  await page.waitForFunction((wanted) => document.activeElement.matches(wanted), selector, { polling: 50 });
  await assertFocus(page);
}

async function byKeyboard(env) {
  await resetRecord(env);
  const user = await person(env.browser, env.server);
  const { page } = user;
  await page.goto('/'); // /connexion opens in its first field
  await page.keyboard.press('Tab');
  assert.ok(await focused(page, '.skip-link'), 'the first stop leads to the content');
  await assertFocus(page);
  await page.keyboard.press('Enter');
  assert.ok(await focused(page, '#page-contenu'), 'and goes there');
  await tabTo(page, '#email');
  await page.keyboard.type(OF);
  await tabTo(page, '#mot_de_passe');
  await page.keyboard.type(PASSWORD);
  await pressAndLoad(page, 'Enter');
  assert.equal(new URL(page.url()).pathname, '/tableau-de-bord');
  await tabTo(page, '.tile[href="/annuaire"]');
  await pressAndLoad(page, 'Enter');

  const button = '[data-dialogue="domaines-liste"]';
  await tabTo(page, button);
  await page.keyboard.press('Enter');
  await waitFocused(page, 'dialog[open] input[type=search]');
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await waitFocused(page, button);

  await page.keyboard.press('Space');
  await waitFocused(page, 'dialog[open] input[type=search]');
  await page.keyboard.type('neige');
  await page.keyboard.press('Enter');
  await term(page.locator('dialog'), SNOW).waitFor();
  await waitFocused(page, 'dialog[open] input[type=search]');
  await tabTo(page, 'dialog input[value="15474"]');
  await page.keyboard.press('Space');
  assert.ok(await page.locator('dialog input[value="15474"]').isChecked());
  await tabTo(page, 'dialog button[name=valider]', { at: 200 });
  await page.keyboard.press('Enter');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await waitFocused(page, button);
  assert.equal(await rows(page).count(), 3);

  // A row taken away hands the focus to its neighbour; then the row comes back by the dialog's way
  await tabTo(page, '#domaines-liste li:nth-child(2) button', { back: true });
  await page.keyboard.press('Enter');
  assert.equal(await rows(page).count(), 2);
  await waitFocused(page, '#domaines-liste li:nth-child(2) button');
  await tabTo(page, 'button[name=enregistrer]');
  await pressAndLoad(page, 'Enter');
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  assert.deepEqual(await env.of.saved(RECORD, 'domaines'), ['44508', '15474']);
  await tabTo(page, '.section-nav a[href$="/historique"]');
  await pressAndLoad(page, 'Enter');
  assert.match(await page.locator('main ol.stack > li').first().innerText(), /Camille Aubry/);
  await user.close();
}

// ---------------------------------------------------------------------------- without JavaScript

async function withoutScript(env) {
  await resetRecord(env);
  const user = await person(env.browser, env.server, { javaScriptEnabled: false });
  const { page } = user;
  await page.goto(RECORD);
  await page.getByLabel('Email').fill(OF);
  await page.getByLabel('Mot de passe').fill(PASSWORD);
  await submit(page, page.getByRole('button', { name: 'Se connecter' }));
  assert.equal(new URL(page.url()).pathname, RECORD, 'back to the page that was asked for');

  await page.locator('#nda').fill('52440404744');
  await submit(page, opener(page));
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Recherche domaine de formation');
  assert.match((await textsOf(page.locator('aside li')))[0], /^44508 - Plan formation \(principal\)/);
  const search = page.getByLabel('Intitulé/code du formacode');
  await search.fill('neige');
  await submit(page, page.getByRole('button', { name: 'Rechercher' }));
  await assertUnderAncestors(term(page, SNOW));
  await term(page, SNOW).locator('input').check();
  // Another search keeps what was ticked, whether its results show it or not
  await search.fill('curling');
  await submit(page, page.getByRole('button', { name: 'Rechercher' }));
  assert.ok(await term(page, SNOW).locator('input').isChecked(), 'still ticked where it is found again');
  await search.fill('secrétariat');
  await submit(page, page.getByRole('button', { name: 'Rechercher' }));
  assert.equal(await page.locator('.save-note').innerText(), '1 terme coché');
  await submit(page, page.getByRole('button', { name: 'Valider' }));

  assert.equal(new URL(page.url()).pathname, RECORD);
  assert.equal(await page.locator('#nda').inputValue(), '52440404744', 'what was typed before is there');
  assert.match((await textsOf(rows(page)))[0], /^44508 - Plan formation /, 'the version it was chosen in stays');
  assert.match((await textsOf(rows(page)))[2], new RegExp(`^${SNOW}`));
  assert.equal(await page.locator('#etablissement .save-note').innerText(), 'Modifications non enregistrées');
  assert.deepEqual(await env.of.saved(RECORD, 'domaines'), ['44508', '44591'], 'nothing saved yet');
  assert.deepEqual(await env.of.saved(RECORD, 'nda'), ['']);

  // A bin, then a search given up: what was typed stays
  await submit(page, page.getByRole('button', { name: 'Retirer 44591' }));
  assert.equal(await page.locator('#nda').inputValue(), '52440404744');
  await submit(page, opener(page));
  await submit(page, page.getByRole('button', { name: 'Annuler' }));
  assert.equal(await page.locator('#nda').inputValue(), '52440404744');
  assert.equal(await rows(page).count(), 2);

  await submit(page, saveButton(page));
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  assert.deepEqual(await env.of.saved(RECORD, 'domaines'), ['44508', '15474']);
  assert.deepEqual(await env.of.saved(RECORD, 'nda'), ['52440404744']);
  await user.close();
}

// ---------------------------------------------------------------------------- searches

const hits = (html) => [...html.matchAll(/class="is-hit"[\s\S]*?(\d{5}) - /g)].map((found) => found[1]);

async function found(client, q) {
  const answer = await client.get(`/annuaire/formacodes?q=${encodeURIComponent(q)}`);
  assert.equal(answer.status, 200, q);
  return hits(answer.text);
}

async function sameForAllSpellings(env) {
  const plain = await found(env.of, 'secretariat');
  assert.ok(plain.includes('35054'), `35054 - Secrétariat assistanat is found: ${plain}`);
  for (const spelling of ['SECRÉTARIAT', 'secrétariats', 'Secrétariat', '  secrétariat ', 'secre\u0301tariat']) {
    assert.deepEqual(await found(env.of, spelling), plain, spelling);
  }
}

async function byNumber(env) {
  assert.deepEqual(await found(env.of, '154'), ['15454'], 'the head of the field');
  assert.deepEqual(await found(env.of, '15474'), ['15474']);
  assert.ok((await found(env.of, '1547')).includes('15474'), 'the beginning of a code');
  assert.deepEqual(await found(env.of, '00000'), []);
}

async function keptVersion(env) {
  await resetRecord(env);
  const user = await person(env.browser, env.server, { client: env.of });
  const { page } = user;
  await page.goto('/annuaire/formacodes?q=44508');
  assert.match((await textsOf(page.locator('.is-hit')))[0], /^44508 - Plan développement compétences/);
  await page.goto(RECORD);
  assert.match((await textsOf(rows(page)))[0],
    /^44508 - Plan formation \(aujourd'hui (44508 - )?Plan développement compétences\) principal/);
  await user.close();
}

async function hostileSearches(env) {
  const strange = ['<script>alert(1)</script>', '%', '_', "'", '"', '\\', 'a'.repeat(3000), '\u{1F600}', '---', '1'.repeat(300), 'x y z t u v w'];
  for (const q of strange) {
    const answer = await env.of.get(`/annuaire/formacodes?q=${encodeURIComponent(q)}&ouvrir=${encodeURIComponent(q)}`);
    assert.equal(answer.status, 200, q);
    assert.ok(!answer.text.includes('<script>alert'), 'escaped');
    assert.deepEqual(hits(answer.text), [], `nothing is called ${q.slice(0, 20)}`);
  }
}

// The dialog keeps what was ticked from one search to the next, and stops at 25 domains.
async function severalSearchesInDialog(env) {
  const user = await person(env.browser, env.server, { client: env.carif });
  const { page } = user;
  await page.goto('/annuaire/etablissements/nouveau');
  await opener(page).click();
  const dialog = page.getByRole('dialog');
  for (const [q, words] of [['neige', SNOW], ['secretariat', '35054 - ']]) {
    await dialog.getByLabel('Intitulé/code du formacode').fill(q);
    await term(dialog, words).first().waitFor();
    await term(dialog, words).first().click();
  }
  assert.equal(await dialog.locator('[data-compte-choix]').innerText(), '2 termes cochés');
  await dialog.getByLabel('Intitulé/code du formacode').fill('neige');
  await term(dialog, SNOW).waitFor();
  assert.ok(await term(dialog, SNOW).locator('input').isChecked(), 'still ticked');
  await dialog.getByRole('button', { name: 'Valider' }).click();
  assert.deepEqual((await textsOf(rows(page))).map((text) => text.slice(0, 5)), ['15474', '35054'], 'in the order of the choice');
  await user.close();
}

// What one sees of each control of the dialog lies clear of its bar, whatever the window and the scrolling.
function coveredByBar() {
  const cut = (a, b) => ({ left: Math.max(a.left, b.left), top: Math.max(a.top, b.top), right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom) });
  const dialog = document.querySelector('dialog[open]');
  const bar = dialog.querySelector('.save-bar');
  const controls = [...dialog.querySelectorAll('input, button, a, summary')].filter((node) => !bar.contains(node) && node.checkVisibility());
  const shown = (node) => {
    let box = node.getBoundingClientRect();
    for (let parent = node.parentElement; parent !== dialog.parentElement; parent = parent.parentElement)
      if (getComputedStyle(parent).overflowY !== 'visible') box = cut(box, parent.getBoundingClientRect());
    return cut(box, bar.getBoundingClientRect());
  };
  const covered = controls.filter((node) => {
    const { left, top, right, bottom } = shown(node);
    return right - left > 0.5 && bottom - top > 0.5;
  });
  return { controls: controls.length, covered: covered.map((node) => node.closest('label, summary, a')?.textContent.trim() ?? node.name) };
}

async function barOfDialog(env) {
  const user = await person(env.browser, env.server, { client: env.carif });
  const { page } = user;
  await page.goto('/annuaire/etablissements/nouveau');
  await opener(page).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Intitulé/code du formacode').fill('neige');
  await term(dialog, SNOW).waitFor();
  for (const [width, height] of [[360, 240], [360, 500], [360, 520], [360, 640], [360, 811], [320, 900], [1280, 600]]) {
    await page.setViewportSize({ width, height });
    const { controls, covered } = await page.evaluate(coveredByBar);
    assert.ok(controls > 10, 'the tree is there');
    assert.deepEqual(covered, [], `${width} by ${height}`);
    await term(dialog, SNOW).click({ trial: true });
    await dialog.getByRole('button', { name: 'Annuler' }).click({ trial: true });
  }
  await user.close();
}

export async function jobTests(suite, env) {
  await suite.test('job: by mouse', () => byMouse(env));
  await suite.test('job: by keyboard alone', () => byKeyboard(env));
  await suite.test('job: without JavaScript', () => withoutScript(env));
  await suite.test('job: several searches in the dialog', () => severalSearchesInDialog(env));
  await suite.test('job: the bar of the dialog covers nothing', () => barOfDialog(env));
  await suite.test('search: accents, case, plural', () => sameForAllSpellings(env));
  await suite.test('search: by number', () => byNumber(env));
  await suite.test('search: hostile words', () => hostileSearches(env));
  if (env.server.versions.length === 2) {
    await suite.test('search: a record keeps the version it was chosen in', () => keptVersion(env));
  } else {
    suite.skip('search: a record keeps the version it was chosen in', 'the official Formacode files are not there');
  }
}

