// The jobs of every day, counted: clicks and keys from the dashboard. A page that asks for one more fails here.
import assert from 'node:assert/strict';
import { FLASH, day, formFields, person, submit, withFields } from './harness.mjs';
import { button, field, link, list, pathOf } from './manual.mjs';
import { byHand, completeAction, organisation } from './offre.mjs';

const TABLEAU = '/tableau-de-bord';

// Every click and every key of one person
class Hand {
  clicks = 0;
  keys = 0;
  constructor(page) { this.page = page; }
  follow(locator) {
    this.clicks += 1;
    return submit(this.page, locator);
  }
  click(locator) {
    this.clicks += 1;
    return locator.click();
  }
  press(key) {
    this.keys += 1;
    return this.page.keyboard.press(key);
  }
  async pressAndLoad(key) {
    await Promise.all([this.page.waitForEvent('load'), this.press(key)]);
  }
}

async function someone(env, client) {
  const user = await person(env.browser, env.server, { client });
  await user.page.goto(TABLEAU);
  return { user, page: user.page, hand: new Hand(user.page) };
}

const counter = (page, words) => page.locator('.counter-list').getByRole('link', { name: words });

async function aSessionAdded(env) {
  const org = await organisation(env, 'compte-session');
  const action = await completeAction(org.client, 'Une session de plus');
  const { user, page, hand } = await someone(env, org.client);
  await hand.follow(counter(page, /^Actions de formation en cours de saisie/));
  await hand.follow(page.locator('tbody a.table-title, tbody .row-title a').first());
  assert.equal(pathOf(page), action);
  await hand.follow(link(page.locator('#sessions'), 'Ajouter des sessions'));
  await page.keyboard.type(day(100)); // the page opens in its first field
  await page.keyboard.press('Tab');
  await page.keyboard.type(day(190));
  await hand.follow(button(page, 'Enregistrer'));
  assert.equal(await page.locator('#sessions .row-code').count(), 2);
  assert.ok(hand.clicks <= 4, `${hand.clicks} clicks to add a session, 4 at most`);
  await user.close();
}

async function twentyRenewed(env) {
  const org = await organisation(env, 'compte-renouveler');
  const action = await completeAction(org.client, 'Vingt fois');
  const path = `${action}/sessions/nouvelle`;
  const first = withFields(await org.client.fields(path), { debut: day(1), fin: day(2), places: '8' });
  const rows = Array.from({ length: 19 }, (_, i) => [['seance', i + 1], [`seance-${i + 1}-debut`, day(1)], [`seance-${i + 1}-fin`, day(3 + i)]]).flat();
  assert.equal((await org.client.post(path, [...first, ...rows])).status, 303);
  assert.equal((await org.client.post(action, withFields(await org.client.fields(action), { envoyer: '1' }))).status, 303);
  assert.equal((await env.carif.post(`${action}/valider`, formFields((await env.carif.get(action)).text, `${action}/valider`))).status, 303);
  const { user, page, hand } = await someone(env, org.client);
  await hand.follow(counter(page, /inactives dans moins d'un mois/));
  await hand.follow(page.getByRole('link', { name: 'Renouveler' }).first());
  await hand.follow(button(page, 'Créer 20 sessions'));
  await page.locator(FLASH).waitFor();
  const { text } = await org.client.get(action);
  assert.equal(text.split('class="fas row-code"').length - 1, 41, '1 + 20, and 20 new ones');
  assert.ok(hand.clicks <= 5, `${hand.clicks} clicks to renew 20 sessions, 5 at most`);
  await user.close();
}

// By keyboard alone: the keys before the one that goes into the field
async function aPhoneNumber(env) {
  const org = await organisation(env, 'compte-telephone');
  const { user, page, hand } = await someone(env, org.client);
  const at = (selector) => page.evaluate((wanted) => document.activeElement.matches(wanted), selector);
  const tabTo = async (selector) => {
    do {
      await hand.press('Tab');
      assert.ok(hand.keys <= 12, `Tab does not reach ${selector} in 12 keys`);
    } while (!await at(selector));
  };
  await tabTo('.skip-link');
  await hand.press('Enter');
  await tabTo('.tile[href^="/annuaire"]');
  await hand.pressAndLoad('Enter');
  await tabTo('.skip-link[href="#sections"]');
  await hand.press('Enter');
  await tabTo('a[href="#telephone_fixe"]');
  await hand.press('Enter');
  await page.waitForFunction(() => document.activeElement.id === 'telephone_fixe');
  const before = hand.keys;
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('02 40 11 22 33');
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  assert.equal(await page.locator('#telephone_fixe').inputValue(), '02 40 11 22 33');
  assert.ok(before <= 12, `${before} keys before the field, 12 at most`);
  await user.close();
}

// A first formation, its action, three sessions: three forms, and no text typed twice
async function aFirstFormation(env) {
  const org = await organisation(env, 'compte-premiere');
  const { user, page, hand } = await someone(env, org.client);
  const typed = [];
  const type = (label, words, place = page) => {
    typed.push(words);
    return field(place, label).fill(words);
  };
  const forms = [];
  const opened = async () => {
    forms.push(pathOf(page).replace(/\d+/, '{numero}'));
    if (await page.locator('#fiche').count()) await byHand(page);
  };
  await hand.follow(page.locator('.tile[href^="/formations"]'));
  await hand.follow(link(page, 'Nouvelle formation').first());
  await opened();
  await type('Intitulé', 'Vendre la mer');
  await page.locator('#formacodes').getByRole('link', { name: /^Chercher/ }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByLabel('Intitulé/code du formacode').fill('neige');
  await dialog.locator('label', { hasText: 'Sport glace neige' }).first().click();
  await button(dialog, 'Valider').click();
  await type('Objectif', 'Conduire une vente');
  await type('Résultats attendus', 'Attestation de fin de formation');
  await type('Contenu', 'Accueillir, écouter, conclure');
  await list(page, 'Certifiante').selectOption({ label: 'Non' });
  await list(page, 'Parcours').selectOption({ label: 'Individualisé' });
  await list(page, "Niveau d'entrée").selectOption({ label: 'Sans niveau spécifique' });
  await page.getByRole('group', { name: 'Contacts' }).getByRole('checkbox').first().check();
  await hand.follow(button(page, 'Enregistrer et saisir une action'));
  await opened();
  await list(page, 'Type').selectOption('continue');
  await list(page, "Modalité d'enseignement").selectOption('0');
  await page.locator('#publics summary').click();
  await page.getByRole('checkbox', { name: 'Tout public' }).check();
  await list(page, "Niveau d'entrée obligatoire").selectOption({ label: 'Non' });
  await type('Conditions spécifiques et prérequis', 'Aucune condition');
  await list(page, 'Prise en charge possible').selectOption({ label: 'Oui' });
  await type('Rythme', 'En journée');
  await type("Modalités d'alternance", 'Sans alternance');
  await list(page, 'Entrées/sorties').selectOption({ label: 'Entrées/sorties à dates fixes' });
  await button(page, 'Ajouter un lieu').click();
  await button(page, "Reprendre l'adresse du site").click(); // not typed again
  await page.waitForFunction(() => document.querySelector('#lieu [name$=ville]')?.value);
  await hand.follow(button(page, 'Enregistrer et ajouter des sessions'));
  await opened();
  for (const from of [10, 110, 210]) {
    if (from > 10) await button(page, 'Ajouter une session').click();
    const line = from > 10 ? page.locator('#seance-liste > li').last() : page.locator('#section-dates');
    await type('Date début', day(from), line);
    await type('Date fin', day(from + 60), line);
  }
  await hand.follow(button(page, 'Enregistrer'));
  assert.deepEqual(forms, ['/formations/nouvelle', '/formations/{numero}/actions/nouvelle', '/actions/{numero}/sessions/nouvelle']);
  assert.equal(new Set(typed).size, typed.length, 'nothing is typed twice');
  assert.equal(await page.locator('#sessions .row-code').count(), 3);
  await hand.follow(button(page, 'Envoyer en validation'));
  assert.equal(await page.locator(FLASH).innerText(), 'Action envoyée', 'nothing else was to be typed');
  await user.close();
}

export async function countTests(suite, env) {
  await suite.test('jobs: a session added to an action, 4 clicks', () => aSessionAdded(env));
  await suite.test('jobs: 20 sessions renewed, 5 clicks', () => twentyRenewed(env));
  await suite.test('jobs: a phone number by keyboard alone, 12 keys', () => aPhoneNumber(env));
  await suite.test('jobs: a first formation with one action and three sessions, one form each', () => aFirstFormation(env));
}
