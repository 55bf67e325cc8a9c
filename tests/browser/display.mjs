// What is seen otherwise than on a screen of today in its own colours: paper, forced colours; where the focus
// is when a page opens, what the save bar covers, the summary that follows the page.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NEW_RECORD, RECORD, SITE, person, saveButton, submit } from './harness.mjs';

const run = promisify(execFile);

// The words of each sheet of paper (Debian: poppler-utils)
async function print(page, path) {
  const dir = mkdtempSync(join(tmpdir(), 'sofi-papier-'));
  try {
    const file = join(dir, 'page.pdf');
    await page.goto(path);
    await page.pdf({ path: file, format: 'A4' });
    const { stdout } = await run('pdftotext', ['-layout', file, '-']);
    return stdout.split('\f').slice(0, -1);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function paper(env) {
  const user = await person(env.browser, env.server, { client: env.of });
  const { page } = user;
  for (const [path, most, ...words] of [
    ['/sessions?liste=actives', 1, 'Code FAS', 'Date début', '133036'],
    [RECORD, 3, 'SIRET', 'Bâtiment Sève', 'AUBRY'],
    [SITE, 2, 'Nom d\'usage', 'Longitude'],
    ['/actions/50751', 4, '133036', 'Code FAS'],
    ['/annuaire/contacts/3127', 1, 'AUBRY Camille', 'Référent SOFI'],
    ['/tableau-de-bord', 2, 'Sessions de formation actives'],
  ]) {
    const sheets = await print(page, path);
    const all = sheets.join('\n');
    assert.ok(sheets.length <= most, `${path}: ${sheets.length} sheets`);
    for (const [i, sheet] of sheets.entries()) assert.ok(sheet.trim().length > 60, `${path}: sheet ${i + 1} is empty`);
    for (const word of words) assert.ok(all.includes(word), `${path}: « ${word} » on paper`);
    for (const word of ['Déconnexion', 'Enregistrer', 'Exporter']) assert.ok(!all.includes(word), `${path}: no « ${word} » on paper`);
  }
  // A row of the list is a line of a table
  const [list] = await print(page, '/sessions?liste=actives');
  assert.match(list, /133036 .* \d\d\/\d\d\/\d{4} +\d\d\/\d\d\/\d{4}/);
  await user.close();
}

async function forcedColours(env) {
  const user = await person(env.browser, env.server, { client: env.of, forcedColors: 'active' });
  await user.page.goto(SITE);
  assert.ok(await user.page.evaluate(() => matchMedia('(forced-colors: active)').matches));
  const bare = await user.page.locator('select').evaluateAll((all) => all.filter((one) => getComputedStyle(one).appearance === 'none').map((one) => one.id));
  assert.deepEqual(bare, [], 'selects keep the arrow of the system');
  const current = await user.page.locator('.menu [aria-current]').evaluate((one) => getComputedStyle(one).outlineStyle);
  assert.equal(current, 'solid', 'the current page is told by a line');
  await user.close();
}

// Before anything is typed nothing is covered; then the bar is there, and never over what has the focus
async function saveBar(env) {
  for (const viewport of [{ width: 1280, height: 800 }, { width: 360, height: 740 }]) {
    const user = await person(env.browser, env.server, { client: env.of, viewport });
    const { page } = user;
    await page.goto('/annuaire/contacts/3127');
    const place = () => page.locator('.record .save-bar').evaluate((bar) => getComputedStyle(bar).position);
    assert.equal(await place(), 'static');
    await page.locator('#nom').press('End');
    await page.keyboard.type('X');
    assert.equal(await place(), 'sticky');
    for (let i = 0; i < 25; i++) {
      await page.keyboard.press('Tab');
      const under = await page.evaluate(() => {
        const bar = document.querySelector('.record .save-bar').getBoundingClientRect();
        const focused = document.activeElement;
        const box = focused.getBoundingClientRect();
        return !focused.closest('.save-bar') && focused.closest('.record') && box.bottom > bar.top + 1 ? `${focused.id || focused.outerHTML} ${box.bottom} ${bar.top}` : '';
      });
      assert.equal(under, '', `${viewport.width} px: under the bar`);
    }
    await page.evaluate(() => document.querySelector('.record form').reset());
    await user.close();
  }
}

async function firstField(env) {
  const officer = await person(env.browser, env.server, { client: env.carif });
  const visitor = await person(env.browser, env.server);
  // A page focuses what it opens in when it is first drawn, which may be after it is loaded
  const focused = (page) => page.evaluate(async () => {
    await new Promise((drawn) => { requestAnimationFrame(() => requestAnimationFrame(drawn)); });
    return document.activeElement.id || document.activeElement.tagName;
  });
  for (const [{ page }, path, id] of [
    [visitor, '/', 'BODY'], [visitor, '/connexion', 'email'], [visitor, '/mot-de-passe/oublie', 'email'],
    [officer, NEW_RECORD, 'siret'], [officer, `${RECORD}/sites/nouveau`, 'nom_usage'], [officer, `${RECORD}/contacts/nouveau`, 'civilite'],
    [officer, `${RECORD}/portes-ouvertes/nouvelle`, 'libelle'], [officer, '/actions/50751/sessions/nouvelle', 'debut'],
    [officer, RECORD, 'BODY'], [officer, '/actions/50751', 'BODY'],
  ]) {
    await page.goto(path);
    assert.equal(await focused(page), id, path);
  }
  await officer.page.goto(NEW_RECORD);
  await submit(officer.page, saveButton(officer.page));
  assert.equal(await focused(officer.page), 'erreurs', 'what is wrong is read first');
  await visitor.close();
  await officer.close();
}

async function summary(env) {
  const user = await person(env.browser, env.server, { client: env.of });
  const { page } = user;
  await page.goto(RECORD);
  const current = page.locator('.section-nav [aria-current]');
  assert.equal((await current.innerText()).trim(), 'Etablissement');
  for (const id of ['contacts', 'site', 'portes-ouvertes', 'etablissement']) {
    await page.evaluate((name) => document.getElementById(name).scrollIntoView(), id);
    await page.locator(`.section-nav a[href$="#${id}"][aria-current]`).waitFor();
    assert.equal(await current.count(), 1);
    assert.ok(await page.locator('.section-nav').evaluate((nav) => nav.getBoundingClientRect().top >= 0), 'the summary stays in the window');
  }
  await user.close();
}

// What is complete is folded, and opened by whatever leads into it, with a script and without
async function folded(env) {
  for (const javaScriptEnabled of [true, false]) {
    const user = await person(env.browser, env.server, { client: env.carif, javaScriptEnabled });
    const { page } = user;
    const goal = page.locator('#objectif');
    const part = page.locator('.section-pliee', { has: page.locator('#section-objectifs') });
    const toGoal = page.locator('.section-nav a[href$="#section-objectifs"]');
    const opened = async () => {
      await goal.waitFor();
      await page.waitForFunction(() => { // below the top of the window, and above its middle
        const { top } = document.getElementById('t-objectifs').getBoundingClientRect();
        return top >= 0 && top < innerHeight / 2;
      });
    };
    await page.goto('/formations/192');
    assert.equal(await part.locator('.suite').innerText(), 'complet');
    assert.ok(!(await goal.isVisible()), 'folded');
    await toGoal.click();
    await opened();
    await part.locator('summary').click();
    await goal.waitFor({ state: 'hidden' });
    await toGoal.click();
    await opened();
    await page.goto('/formations');
    await page.goto('/formations/192#contenu');
    await page.locator('#contenu').waitFor();
    assert.ok(!(await page.locator('#parcours').isVisible()), 'that one alone');
    const sheets = (await print(page, '/formations/192')).join('\n');
    for (const words of ['Résultats attendus', "Niveau d'entrée"]) assert.ok(sheets.includes(words), `« ${words} » on paper`);
    await user.close();
  }
}

export async function displayTests(suite, env) {
  await suite.test('display: paper', () => paper(env));
  await suite.test('display: forced colours', () => forcedColours(env));
  await suite.test('display: the save bar covers nothing', () => saveBar(env));
  await suite.test('display: pages made for entry open in their first field', () => firstField(env));
  await suite.test('display: folded sections', () => folded(env));
  await suite.test('display: the summary follows the page', () => summary(env));
}
