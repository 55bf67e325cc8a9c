// The offer, from an organisation that has nothing to sessions that are active: by mouse, by keyboard
// alone, without JavaScript; then what is refused, sent twice, or edited by two.
import assert from 'node:assert/strict';
import {
  CARIF, Client, FLASH, NBSP, PASSWORD, day, formFields, person, submit, withFields,
} from './harness.mjs';
import { Keyboard, Mouse, WithoutScript, box, button, field, heading, link, list, newOrganisation, pathOf, texts } from './manual.mjs';

const TERM = '15474 - Sport glace neige';
const TABLEAU = '/tableau-de-bord';

// 01-domain 3.3: the words of the manual, in its order
const COUNTERS = [
  'Sessions de formation actives',
  'Sessions de formation initiales actives',
  "Sessions de formation inactives dans moins d'un mois",
  'Sessions de formation inactives',
  'Sessions de formation du programme région',
  "Sessions de formation en contrat d'apprentissage",
  'Sessions de formation en contrat de professionnalisation',
  'Sessions de formation ouvertes à distance',
  'Actions de formation en cours de saisie',
  'Actions de formation publique en cours de saisie',
  'Actions de formation en attente de validation par CARIF-OREF',
  'Actions de formation en attente de réponses',
  'Actions de formation dont le code Certifinfo a été remplacé par le CARIF-OREF',
];
// and one of the service Offre alone
const OFFICER_COUNTERS = [...COUNTERS, 'Actions de formation publiées dont une référence est perdue'];
const COLUMNS = ['Code FAS', 'Intitulé formation', 'Site dispensateur', 'Commune lieu', 'Date début', 'Date fin', 'Code dispositif', 'Etat A/I'];
const results = (n) => `${n} résultat${n > 1 ? 's' : ''}`;
const missing = (label) => `champ obligatoire «${NBSP}${label}${NBSP}» manquant`;

async function counters(page) {
  await page.goto(TABLEAU);
  return figures(page);
}

async function figures(page, titles = COUNTERS) {
  const rows = page.locator('.counter-list li');
  assert.deepEqual(await texts(rows.locator('span[id]')), titles);
  return (await texts(rows.locator('.figure'))).map(Number);
}

// ---------------------------------------------------------------------------- an organisation, by the bare client

export async function organisation(env, name) {
  const org = await newOrganisation(env, `offre-${name}`);
  await env.carif.save(org.site, {
    ligne1: '12 boulevard Georges Pompidou', code_postal: '44200', bureau_distributeur: 'NANTES', commune_insee: '44109',
  });
  await env.carif.save(`${org.record}/contacts/nouveau`, { nom: 'Picard', prenom: 'Pauline', email: 'picard@exemple.fr' });
  org.client = await new Client(env.server.base).login(org.email, org.password);
  return org;
}

async function created(client, path, changes) {
  const answer = await client.post(path, withFields(await client.fields(path), { ...changes, enregistrer: '1' }));
  assert.equal(answer.status, 303, path);
  return answer.headers.location;
}

export async function newFormation(client, intitule) {
  return created(client, '/formations/nouvelle', { intitule });
}

// An action that has all that sending asks for; its address
export async function completeAction(client, intitule) {
  const formation = await newFormation(client, intitule);
  const [contact] = (await client.get(formation)).text.match(/name="contacts" value="\d+"/)[0].match(/\d+/);
  await client.save(formation, {
    formacodes: '15474', objectif: 'Savoir', resultats_attendus: 'Attestation', contenu: 'Tout', certifiante: '0', parcours: '2', niveau_entree: '1',
    contacts: contact,
  });
  const action = await created(client, `${formation}/actions/nouvelle`, {});
  await client.save(action, {
    type: 'continue', modalite_enseignement: '2', publics: '83056', niveau_entree_obligatoire: '0', conditions_specifiques: 'Aucune',
    prise_en_charge: '1', rythme: 'En journée', modalites_alternance: 'Sans', entrees_sorties: '0',
  });
  assert.equal(await created(client, `${action}/sessions/nouvelle`, { debut: day(10), fin: day(90), places: '8' }), action);
  return action;
}

// ---------------------------------------------------------------------------- one person's entry, by any hand

class Entry {
  constructor(env, Hand, org) {
    Object.assign(this, { env, Hand, org });
  }
  async open() {
    this.user = await person(this.env.browser, this.env.server, { javaScriptEnabled: new this.Hand().script });
    this.page = this.user.page;
    this.hand = new this.Hand(this.page);
  }
  section(code) {
    return this.page.locator(`#section-${code}`);
  }
  // All that was typed, in whatever section
  async save() {
    await this.hand.follow(button(this.page, 'Enregistrer'));
    await this.flash('Enregistré');
  }
  // Adds a record inside the record, in place; returns it
  async added(genre, words) {
    const part = this.page.locator(`#${genre}`);
    await this.hand[this.hand.script ? 'press' : 'follow'](button(part, words));
    return part.locator('.details-fiche > li').last();
  }
  async flash(words) {
    assert.equal(await this.page.locator(FLASH).innerText(), words);
  }
}

async function login(hand, email, password) {
  const { page } = hand;
  await page.goto('/connexion');
  await hand.type(field(page, 'Email'), email);
  await hand.type(page.getByLabel('Mot de passe', { exact: false }), password);
  await hand.follow(button(page, 'Se connecter'));
  assert.equal(pathOf(page), TABLEAU);
}

// A code of the Formacode: chosen in the dialog, or typed where there is none
async function addCode({ page, hand }, scope, name) {
  if (hand.script) {
    await hand.press(scope.locator(`#${name}`).getByRole('link', { name: /^Chercher/ }));
    const dialog = page.locator('dialog[open]');
    await hand.type(dialog.getByLabel('Intitulé/code du formacode'), 'neige');
    await hand.press(button(dialog, 'Rechercher'));
    await box(dialog, TERM).waitFor();
    await hand.tick(box(dialog, TERM));
    await hand.press(button(dialog, 'Valider'));
    await dialog.waitFor({ state: 'detached' });
  } else {
    await hand.type(page.locator(`#${name}-code`), '15474');
    await hand.follow(button(scope.locator(`#${name}`), 'Ajouter'));
    assert.equal(await page.locator('.save-note').innerText(), 'Modifications non enregistrées');
  }
  const rows = await texts(page.locator(`#${name}-liste li > [data-libelle]`));
  assert.deepEqual(rows, [TERM]);
}

// ---------------------------------------------------------------------------- the formation

async function formationCreated(entry) {
  const { page, hand } = entry;
  await hand.follow(link(page, 'Création de votre offre de formation'));
  await hand.follow(link(page, 'Nouvelle formation'));
  await hand.type(field(page, 'Intitulé'), 'Vendre l’été');
  await hand.follow(button(page, 'Enregistrer'));
  await entry.flash('Enregistré');
  entry.formation = pathOf(page);
  assert.match(entry.formation, /^\/formations\/\d+$/);
  assert.equal(await heading(page), 'Vendre l’été');
  await hand.choose(list(page, 'Certifiante'), 'Oui');
  await entry.save();
}

// One form, one save
async function formationCompleted(entry) {
  const { page, hand } = entry;
  await hand.type(field(await entry.added('certification', 'Ajouter une certification'), 'Code RNCP'), '37098');
  await addCode(entry, entry.section('description'), 'formacodes');
  await hand.type(field(page, 'Objectif'), 'Conduire une vente');
  await hand.type(field(page, 'Résultats attendus'), 'Titre professionnel');
  await hand.type(field(page, 'Contenu'), 'Accueillir, écouter, conclure');
  await hand.choose(list(page, 'Parcours'), 'Individualisé');
  await hand.choose(list(page, "Niveau d'entrée"), 'Sans niveau spécifique');
  await hand.tick(page.getByRole('group', { name: 'Contacts' }).getByRole('checkbox').first());
  await entry.save();
  assert.equal(pathOf(page), entry.formation);
  assert.deepEqual(await texts(page.locator('#certification summary .detail-titre > span')), ['RNCP 37098, niveau 4']);
}

// ---------------------------------------------------------------------------- its actions

async function actionCreated(entry, type, modalite, intitule) {
  const { page, hand } = entry;
  await page.goto(entry.formation);
  await hand.follow(link(page, 'Nouvelle action'));
  await hand.follow(button(page, 'Enregistrer'));
  await entry.flash('Enregistré');
  const action = { path: pathOf(page), number: pathOf(page).match(/^\/actions\/(\d+)$/)[1], codes: [] };
  const scope = entry.section('description');
  if (intitule) await hand.type(field(scope, 'Intitulé'), intitule);
  await hand.choose(list(scope, 'Type'), type);
  await hand.choose(list(scope, "Modalité d'enseignement"), modalite);
  await entry.save();
  return action;
}

// « présentiel » without lieu, « certifiante » without certification: all that is missing, each line leads to its field
async function sentTooEarly(entry, action) {
  const { page, hand } = entry;
  const answer = page.waitForResponse((response) => new URL(response.url()).pathname === action.path && response.request().method() === 'POST');
  await hand.follow(button(page, 'Envoyer en validation'));
  assert.equal((await answer).status(), 422);
  const wanted = [
    ...['Formacodes', 'Objectif', 'Résultats attendus', 'Contenu', 'Parcours', "Niveau d'entrée", 'Contacts']
      .map((label) => `Formation : ${missing(label)}`),
    'Formation : certification manquante, une au moins attendue d\'une formation certifiante',
    ...['Publics visés', "Niveau d'entrée obligatoire", 'Conditions spécifiques et prérequis', 'Prise en charge possible', 'Rythme',
      "Modalités d'alternance", 'Entrées/sorties'].map((label) => `Action : ${missing(label)}`),
    'Action : lieu de formation manquant, un au moins attendu, sauf à distance',
    'Session : aucune, une au moins attendue',
  ].map((words) => words.replace(' : ', `${NBSP}: `));
  const lines = page.locator('.error-summary li');
  assert.deepEqual(await texts(lines), wanted);
  assert.ok(await page.locator('.error-summary h2').innerText().then((words) => words.endsWith(`${NBSP}: ${wanted.length} points à compléter`)));
  await leadsToFields(entry, await lines.locator('a').evaluateAll((links) => links.map((a) => a.getAttribute('href'))));
  // By hand: the second page, then its field
  const objectif = lines.locator('a', { hasText: 'Objectif' });
  await hand.follow(objectif);
  assert.ok(await page.locator('#objectif').evaluate((node) => node === document.activeElement), 'the field has the focus');
}

async function leadsToFields({ org }, hrefs) {
  const pages = new Map();
  for (const href of hrefs) {
    const [path, id] = href.split('#');
    if (!pages.has(path)) pages.set(path, await org.client.get(path));
    assert.equal(pages.get(path).status, 200, href);
    if (id) assert.ok(pages.get(path).text.includes(` id="${id}"`), href);
  }
}

// In the record's own form: what else was typed stays, and is saved with it
async function lieu(entry) {
  const { hand } = entry;
  const part = await entry.added('lieu', 'Ajouter un lieu');
  await hand.type(field(part, 'Ligne 1'), '3 quai de la Fosse');
  await hand.type(field(part, 'Code postal'), '44000');
  const town = list(part, 'Commune INSEE');
  if (!hand.script) { // what was typed stays, and nothing is wrong yet
    await hand.follow(button(part, 'Proposer les communes de ce code postal'));
    assert.equal(await field(part, 'Ligne 1').inputValue(), '3 quai de la Fosse');
    assert.equal(await part.locator('[role=status]').innerText(), '1 commune proposée');
    assert.ok(await town.evaluate((node) => node === document.activeElement), 'the commune has the focus');
    assert.equal(await entry.page.locator('[aria-invalid], .error-summary').count(), 0);
    assert.equal(await field(part, 'Ville').inputValue(), 'NANTES');
  }
  await town.locator('option[value="44109"]').waitFor({ state: 'attached' });
  await hand.choose(town, 'Nantes');
  await hand.type(field(part, 'Ville'), 'NANTES');
}

// One form, one save: sections, durations worked out, a place
async function actionCompleted(entry, action, whole) {
  const { page, hand } = entry;
  await page.goto(action.path);
  if (whole) await lieu(entry);
  await hand.press(page.locator('#publics summary'));
  await hand.tick(box(page, 'Tout public'));
  await hand.choose(list(page, "Niveau d'entrée obligatoire"), 'Non');
  await hand.type(field(page, 'Conditions spécifiques et prérequis'), 'Aucune');
  await hand.choose(list(page, 'Prise en charge possible'), 'Oui');
  await hand.type(field(page, 'Rythme'), 'En journée');
  await hand.type(field(page, "Modalités d'alternance"), 'Sans alternance');
  await hand.choose(list(page, 'Entrées/sorties'), 'Entrées/sorties à dates fixes');
  if (whole) {
    await hand.type(field(page, 'Heures en centre'), '120');
    await hand.type(field(page, 'Heures en entreprise'), '35');
    await hand.type(field(page, 'Prix total TTC'), '4500,50');
  }
  await entry.save();
  if (!whole) return;
  assert.deepEqual(await texts(page.locator('#lieu summary [data-libelle]')), ['3 quai de la Fosse, 44000 NANTES']);
  assert.equal(await field(page, 'Heures au total').inputValue(), '155', 'worked out');
  assert.equal(await field(page, 'Prix total TTC').inputValue(), `4${NBSP}500,50`, 'shown as it is written');
}

async function sessions(entry, action, dates, dispositif) {
  const { page, hand } = entry;
  await hand.follow(link(page.locator('#sessions'), 'Ajouter des sessions'));
  for (const [i, [debut, fin]] of dates.entries()) {
    const line = i ? await entry.added('seance', 'Ajouter une session') : page.locator('#section-dates');
    await hand.type(field(line, 'Date début'), debut);
    await hand.type(field(line, 'Date fin'), fin);
  }
  if (dispositif) await hand.tick(box(page, dispositif));
  await hand.follow(button(page, 'Enregistrer'));
  await entry.flash('Enregistré');
  assert.equal(pathOf(page), action.path);
  action.codes = await texts(page.locator('#sessions .row-code'));
  assert.equal(action.codes.length, dates.length);
}

async function sent(entry, action) {
  await entry.page.goto(action.path);
  await entry.hand.follow(button(entry.page, 'Envoyer en validation'));
  await entry.flash('Action envoyée');
}

// ---------------------------------------------------------------------------- the officer, then the lists

async function validated(entry, actions) {
  const { page } = await person(entry.env.browser, entry.env.server, { javaScriptEnabled: entry.hand.script });
  const hand = new entry.Hand(page);
  await login(hand, CARIF, PASSWORD);
  await hand.type(page.getByRole('searchbox', { name: "Choix de l'établissement" }), entry.org.siret);
  await hand.follow(button(page, 'Afficher'));
  assert.deepEqual(await figures(page, OFFICER_COUNTERS), [0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]);
  const waiting = page.url();
  for (const [i, action] of actions.entries()) {
    await page.goto(waiting);
    await hand.follow(link(page, COUNTERS[10]));
    assert.equal(await heading(page), `${COUNTERS[10]} ${results(actions.length - i)}`);
    const row = page.getByRole('row').filter({ hasText: `-${action.number}` });
    await hand.follow(row.getByRole('link').first());
    assert.equal(pathOf(page), action.path);
    await hand.follow(button(page, 'Valider'));
    assert.equal(await page.locator(FLASH).innerText(), 'Action validée');
  }
  await page.context().close();
}

async function foundActive(entry, actions) {
  const { page, hand } = entry;
  assert.deepEqual(await counters(page), [3, 1, 1, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0]);
  await hand.follow(link(page, COUNTERS[0]));
  assert.equal(await heading(page), `${COUNTERS[0]} ${results(3)}`);
  assert.deepEqual(await texts(page.getByRole('columnheader')), COLUMNS);
  const codes = actions.flatMap((action) => action.codes);
  assert.deepEqual((await texts(page.locator('tbody .fas'))).sort(), [...codes].sort());
  assert.deepEqual(await texts(page.locator('tbody .row-state')), ['Actif', 'Actif', 'Actif']);
  const last = codes.at(-1);
  assert.ok((await texts(page.locator('tbody .fas b'))).includes(last.split('-')[2]), 'the number of the session is in bold');
  await hand.type(page.getByRole('searchbox', { name: 'Rechercher' }), 'A DISTANCE');
  await hand.follow(button(page, 'Lancer la recherche'));
  assert.deepEqual(await texts(page.locator('tbody .fas')), [last], 'found by words without accents');
  assert.deepEqual(await texts(page.locator('tbody .row-title')), ['Vendre l’été - À distance']);
}

async function entered(env, Hand, org) {
  const entry = new Entry(env, Hand, org);
  await entry.open();
  const { page, hand } = entry;
  const step = (name, work) => work().catch((error) => {
    error.message = `${name}: ${error.message}`;
    throw error;
  });
  await login(hand, org.email, org.password);
  assert.deepEqual(await figures(page), COUNTERS.map(() => 0));
  await step('formation', () => formationCreated(entry));
  const first = await step('first action', () => actionCreated(entry, 'Formation continue', 'Formation entièrement présentielle'));
  await step('sent too early', () => sentTooEarly(entry, first));
  await step('formation completed', () => formationCompleted(entry));
  await step('first action completed', () => actionCompleted(entry, first, true));
  await step('sessions', () => sessions(entry, first, [[day(5), day(12)], [day(40), day(80)]], '8 - Programme régional de formation'));
  const second = await step('second action', () => actionCreated(entry, 'Formation initiale', 'Formation entièrement à distance', 'À distance'));
  await step('second action completed', () => actionCompleted(entry, second, false));
  await step('its session', () => sessions(entry, second, [[day(40), day(60)]]));
  assert.deepEqual(await counters(page), [0, 0, 0, 3, 0, 0, 0, 0, 2, 1, 0, 0, 0]);
  for (const action of [first, second]) await step('sent', () => sent(entry, action));
  await step('validated', () => validated(entry, [first, second]));
  await step('found', () => foundActive(entry, [first, second]));
  await entry.user.close();
}

// ---------------------------------------------------------------------------- the dashboard and the list of the manual

// Each counter is the number of rows that its list shows.
async function manualLists(env) {
  const user = await person(env.browser, env.server, { client: env.of });
  const { page } = user;
  const shown = await counters(page);
  for (const [i, label] of COUNTERS.entries()) {
    await page.goto(TABLEAU);
    await submit(page, link(page, label));
    assert.ok((await heading(page)).startsWith(`${label} ${results(shown[i])}`), label);
    assert.equal(await page.locator('tbody tr').count(), Math.min(shown[i], 10), label);
  }
  await page.goto(TABLEAU);
  await submit(page, link(page, COUNTERS[0]));
  assert.deepEqual(await texts(page.getByRole('columnheader')), COLUMNS);
  assert.deepEqual(await texts(page.getByLabel('Voir', { exact: true }).locator('option')), ['10', '25', '50', '100']);
  await page.getByRole('searchbox', { name: 'Rechercher' }).fill('192-50751-133036');
  await submit(page, button(page, 'Lancer la recherche'));
  assert.deepEqual(await texts(page.locator('tbody .fas')), ['192-50751-133036']);
  assert.equal(await page.locator('tbody .fas b').innerText(), '133036');
  await user.close();
}

// ---------------------------------------------------------------------------- taken back, refused, mended, validated

const shownTo = (page, words) => page.getByText(words, { exact: true }).first().isVisible();
const REASON = 'Le rythme est à préciser :\njours et horaires';

// Sent, taken back (nothing is lost), sent again
async function takenBack({ page, hand }, action) {
  await page.goto(action);
  await hand.follow(button(page, 'Envoyer en validation'));
  assert.equal(await page.locator(FLASH).innerText(), 'Action envoyée');
  await hand.follow(button(page, 'Retirer'));
  assert.equal(await page.locator(FLASH).innerText(), 'Action retirée');
  assert.ok(await shownTo(page, 'En cours de saisie'));
  assert.equal(await field(page.locator('#section-organisation'), 'Rythme').inputValue(), 'En journée');
  await hand.follow(button(page, 'Envoyer en validation'));
  assert.ok(await shownTo(page, 'En attente de validation'));
}

// From the officer's list to the refusal; an empty reason is no reason
async function refusedByOfficer({ page, hand }, org, action) {
  await page.goto(`${TABLEAU}?etablissement=${org.siret}`);
  assert.equal((await figures(page, OFFICER_COUNTERS))[10], 1);
  await hand.follow(link(page, COUNTERS[10]));
  await hand.follow(page.locator('tbody').getByRole('link').first());
  assert.equal(pathOf(page), action);
  await hand.press(page.locator('summary', { hasText: 'Refuser' }));
  assert.equal((await hand.follow(button(page, "Refuser l'action"))).status(), 422);
  assert.equal(await page.locator('#motif-erreur').innerText(), missing('Motif du refus').replace('champ', 'Champ'));
  await hand.type(field(page, 'Motif du refus'), REASON);
  await hand.follow(button(page, "Refuser l'action"));
  assert.equal(await page.locator(FLASH).innerText(), 'Action refusée');
  assert.equal(await button(page, 'Valider').count(), 0, 'nothing is left to decide');
}

// The dashboard says what and why, and leads there; mended, sent again
async function mended({ page, hand }, action) {
  assert.deepEqual((await counters(page)).slice(8), [1, 0, 0, 0, 0]);
  const line = page.locator('.todo-list li').filter({ hasText: 'refusée, à corriger' });
  assert.equal(await line.count(), 1);
  assert.ok((await line.innerText()).includes('Le rythme est à préciser'));
  await hand.follow(link(line, 'Corriger'));
  assert.equal(pathOf(page), action);
  assert.ok(await shownTo(page, 'Refusée, à corriger'));
  assert.equal(await page.locator('.alert-danger .texte-libre').innerText(), REASON);
  await hand.type(field(page, 'Rythme'), 'Lundi et mardi, de 9 h à 17 h');
  await hand.follow(button(page, 'Envoyer en validation')); // saved with it
  assert.equal(await page.locator(FLASH).innerText(), 'Action envoyée');
  assert.equal(await page.locator('.alert-danger').count(), 0, 'the refusal is over');
  assert.deepEqual(await counters(page), [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
  assert.equal(await page.locator('.todo-list', { hasText: 'à corriger' }).count(), 0);
}

async function refusedThenValidated(env, Hand, name) {
  const org = await organisation(env, name);
  const action = await completeAction(org.client, 'Accueillir');
  const { script: javaScriptEnabled } = new Hand();
  const [of, officer] = await Promise.all([org.client, env.carif].map(async (client) => {
    const user = await person(env.browser, env.server, { client, javaScriptEnabled });
    return { ...user, hand: new Hand(user.page) };
  }));
  await takenBack(of, action);
  await refusedByOfficer(officer, org, action);
  await mended(of, action);
  await officer.page.goto(action);
  await officer.hand.follow(button(officer.page, 'Valider'));
  assert.equal(await officer.page.locator(FLASH).innerText(), 'Action validée');
  assert.deepEqual(await counters(of.page), [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  await of.hand.follow(link(of.page, COUNTERS[0]));
  assert.deepEqual(await texts(of.page.locator('tbody .row-state')), ['Actif']);
  await of.context.close();
  await officer.context.close();
}

// ---------------------------------------------------------------------------- twice, at once

const SENT = `Action dans l'état «${NBSP}En attente de validation${NBSP}», «${NBSP}En cours de saisie${NBSP}» attendu`;

async function sentTwice(env) {
  const org = await organisation(env, 'deux-fois');
  const action = await completeAction(org.client, 'Envoyée deux fois');
  const user = await person(env.browser, env.server, { client: org.client });
  const other = await user.context.newPage();
  for (const page of [user.page, other]) await page.goto(action);
  await submit(user.page, button(user.page, 'Envoyer en validation'));
  assert.equal(await user.page.locator(FLASH).innerText(), 'Action envoyée');
  const answer = await submit(other, button(other, 'Envoyer en validation'));
  assert.equal(answer.status(), 422);
  assert.equal((await other.locator('.error-summary').innerText()).trim(), SENT);
  assert.equal((await counters(user.page))[10], 1);
  await user.close();

  // Both at once: taken back, then sent by two forms; one of them sends
  const drawn = async (gesture = '') => formFields((await org.client.get(action)).text, action + gesture);
  const send = async (form) => (await org.client.post(action, [...form, ['envoyer', '1']])).status;
  assert.equal((await org.client.post(`${action}/retirer`, await drawn('/retirer'))).status, 303);
  const forms = [await drawn(), await drawn()];
  assert.deepEqual((await Promise.all(forms.map(send))).sort(), [303, 422]);
  // One form sent twice at once: sent once, and both are given its answer
  assert.equal((await org.client.post(`${action}/retirer`, await drawn('/retirer'))).status, 303);
  const form = await drawn();
  assert.deepEqual(await Promise.all([form, form].map(send)), [303, 303]);
}

// A hurried hand clicks twice: one formation, one sending, and no word of an error.
async function clickedTwice(env) {
  const org = await organisation(env, 'double-clic');
  const action = await completeAction(org.client, 'Cliquée deux fois');
  const user = await person(env.browser, env.server, { client: org.client });
  const { page } = user;
  let posts = 0;
  let second = null; // the second click, while the answer to the first is waited for
  await page.route('**', async (route) => {
    if (route.request().method() === 'POST' && ++posts === 1) await second();
    await route.continue();
  });
  const twice = async (locator) => {
    posts = 0;
    await locator.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await locator.boundingBox();
    second = () => page.mouse.click(x + width / 2, y + height / 2);
    await second();
    await page.locator(FLASH).waitFor();
    assert.equal(posts, 1);
  };
  await page.goto('/formations/nouvelle');
  await byHand(page);
  await field(page, 'Intitulé').fill('Une seule fois');
  await twice(button(page, 'Enregistrer'));
  await page.goto(`/formations?q=${encodeURIComponent('Une seule fois')}`);
  assert.equal(await page.locator('.arbre > li').count(), 1);
  await page.goto(action);
  await twice(button(page, 'Envoyer en validation'));
  assert.equal(await page.locator(FLASH).innerText(), 'Action envoyée');
  await user.close();
}

// What one of them alone changed is saved; what both did is asked about, with both values
async function twoEditors(env) {
  const org = await organisation(env, 'conflit');
  const path = await newFormation(org.client, 'À deux');
  const [she, he] = await Promise.all([org.client, env.carif].map((client) => person(env.browser, env.server, { client })));
  for (const user of [she, he]) {
    await user.page.goto(path);
    await byHand(user.page);
  }
  // Folded or not
  const inputs = (page) => Promise.all(['objectif', 'contenu', 'resultats_attendus'].map((name) => page.locator(`[name=${name}]`).inputValue()));
  await field(she.page, 'Objectif').fill('Le sien, à elle');
  await field(she.page, 'Résultats attendus').fill('Saisi par elle');
  await submit(she.page, button(she.page, 'Enregistrer'));
  await field(he.page, 'Objectif').fill('Le sien, à lui');
  await field(he.page, 'Contenu').fill('Saisi par lui');
  const answer = await submit(he.page, button(he.page, 'Enregistrer'));
  assert.equal(answer.status(), 409);
  assert.equal(await he.page.locator('.conflit-champ').count(), 1);
  assert.deepEqual(await texts(he.page.locator('.conflit-champ .mots ins')), ['elle', 'lui'].map((who) => `[ajouté${NBSP}: Le sien, à ${who} ]`));
  assert.match(await he.page.locator('.flash-attente').innerText(), /Enregistré, sauf ce qui attend votre choix.: Objectif[^]*Résultats attendus, sont repris/);
  await shots(he.page, 'conflit');
  assert.deepEqual(await inputs(he.page), ['Le sien, à lui', 'Saisi par lui', 'Saisi par elle']);
  const kept = Object.fromEntries(await org.client.fields(path));
  assert.deepEqual([kept.objectif, kept.contenu, kept.resultats_attendus], ['Le sien, à elle', 'Saisi par lui', 'Saisi par elle'], 'nothing was written over');
  assert.equal(await he.page.locator('.is-record .save-note').innerText(), 'Enregistré, sauf 1 choix à faire');
  const ticked = () => he.page.locator('.conflit-champ [type=radio]').evaluateAll((radios) => radios.map((radio) => radio.checked));
  assert.deepEqual(await ticked(), [false, false, false]);
  await he.page.getByText('Le vôtre').click();
  assert.deepEqual(await ticked(), [false, true, false]);
  await field(he.page, 'Objectif').fill('Le nôtre'); // who writes a third chooses it
  assert.deepEqual(await ticked(), [false, false, true]);
  await submit(he.page, button(he.page, 'Enregistrer'));
  assert.equal(await he.page.locator(FLASH).innerText(), 'Enregistré');
  assert.deepEqual(await inputs(he.page), ['Le nôtre', 'Saisi par lui', 'Saisi par elle']);
  he.problems.length = 0; // the browser's console tells of the 409
  for (const user of [she, he]) await user.close();
}

// The page keeps a draft by itself only when it is told to
export const byHand = (page) => page.locator('#fiche').evaluate((form) => { form.dataset.auto = '600000'; });
const atOnce = (page) => page.locator('#fiche').evaluate((form) => { form.dataset.auto = '1'; });
const note = (page, words) => page.waitForFunction((source) => new RegExp(source).test(document.querySelector('.is-record .save-note').textContent), words.source);

async function shots(page, name) {
  if (!process.env.SOFI_SHOTS) return;
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `${process.env.SOFI_SHOTS}/${name}-${width}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

// A draft is kept by its page; what is wrong, or was changed by somebody else, is left to the person
async function keptByItself(env) {
  const org = await organisation(env, 'seul');
  const action = await completeAction(org.client, 'Gardée toute seule');
  const user = await person(env.browser, env.server, { client: org.client });
  const { page } = user;
  const saved = async () => Object.fromEntries(await org.client.fields(action));
  await page.goto(action);
  await atOnce(page);
  await field(page, 'Rythme').fill('Le soir');
  await note(page, /^Enregistré à \d+\sh\s\d\d$/);
  assert.equal((await saved()).rythme, 'Le soir');
  await field(page, 'Prix horaire TTC').fill('douze');
  await note(page, /^Enregistré à .*, sauf 1 champ à corriger$/);
  assert.deepEqual(await saved().then((form) => [form.rythme, form.prix_horaire]), ['Le soir', '']);
  await field(page, 'Prix horaire TTC').fill('12');
  await note(page, /^Enregistré à \d+\sh\s\d\d$/);
  // A place: kept once it is whole, once
  await button(page.locator('#lieu'), 'Ajouter un lieu').click();
  const lieu = page.locator('#lieu li').last();
  await field(lieu, 'Ligne 1').fill('3 quai de la Fosse');
  await note(page, /à corriger/);
  await field(lieu, 'Code postal').fill('44000');
  await page.waitForFunction(() => document.querySelector('#lieu [name$=ville]').value === 'NANTES');
  await note(page, /^Enregistré à \d+\sh\s\d\d$/);
  await field(lieu, 'Ligne 2').fill('Bâtiment B');
  await page.waitForFunction(() => !document.querySelector('#fiche').classList.contains('is-edited'));
  assert.equal((await org.client.fields(action)).filter(([name]) => name === 'lieu').length, 1);
  await shots(page, 'action');
  // Somebody else changed the same field: nothing is written over it, and she is told
  await env.carif.save(action, { rythme: 'La nuit', frais_restants: 'Aucun' });
  await field(page, 'Rythme').fill('Le matin');
  await note(page, /^Non enregistré/);
  assert.equal((await saved()).rythme, 'La nuit');
  assert.equal((await submit(page, button(page, 'Enregistrer'))).status(), 409);
  await byHand(page);
  assert.equal(await field(page, 'Rythme').inputValue(), 'Le matin');
  await page.getByText('Le texte de').click();
  assert.ok(await page.locator('#choix-rythme-sien').isChecked());
  await submit(page, button(page, 'Enregistrer'));
  assert.deepEqual(await saved().then((form) => [form.rythme, form.frais_restants, form.prix_horaire]), ['La nuit', 'Aucun', '12,00']);
  user.problems.length = 0; // the browser's console tells of the 409
  await user.close();
}

// ---------------------------------------------------------------------------- refused

// Fills, saves, is refused: the fault is told and leads to its field, all that was typed is there.
async function refused(page, scope, typed, fault, words) {
  for (const [label, value] of Object.entries(typed)) await field(scope, label).fill(value);
  const answer = await submit(page, button(page, 'Enregistrer'));
  assert.equal(answer.status(), 422, fault);
  assert.deepEqual(await texts(page.locator('.error-summary li')), [words]);
  await page.locator('.error-summary li a').click();
  assert.ok(await field(scope, fault).evaluate((node) => node === document.activeElement), `${fault} has the focus`);
  for (const [label, value] of Object.entries(typed)) assert.equal(await field(scope, label).inputValue(), value, label);
}

async function refusals(env) {
  const org = await organisation(env, 'refus');
  const action = await completeAction(org.client, 'Refusée');
  const formation = await newFormation(org.client, 'Balises');
  const user = await person(env.browser, env.server, { client: org.client });
  const { page } = user;
  await page.goto(formation);
  await byHand(page);
  await refused(page, page.locator('#section-objectifs'),
    { Objectif: 'Vendre < 3 jours', 'Résultats attendus': 'Attestation\nd’assiduité', Contenu: 'Un <b>gras & un « reste »' }, 'Contenu',
    `Contenu${NBSP}: balise HTML refusée, retirez «${NBSP}<${NBSP}» ou mettez une espace après`);
  await page.goto(action);
  await byHand(page);
  const durations = page.locator('#section-durees');
  await refused(page, durations, { 'Heures en centre': '-7', 'Heures en entreprise': '35', 'Prix total TTC': '1200,5' }, 'Heures en centre',
    `Heures en centre${NBSP}: nombre entier attendu, des chiffres seulement, par exemple 120`);
  await refused(page, durations, { 'Heures en centre': '7', 'Heures au total': '40', 'Prix total TTC': '1200,5' }, 'Heures au total',
    `Heures au total${NBSP}: 40, attendu 42, centre et entreprise`);
  await refused(page, durations, { 'Heures au total': '42', 'Prix total TTC': '12,505' }, 'Prix total TTC',
    `Prix total TTC${NBSP}: prix en euros attendu, deux décimales au plus, par exemple 1${NBSP}200,50`);
  await page.goto(`${action}/sessions/nouvelle`);
  await button(page, 'Ajouter une session').click();
  const row = page.locator('#seance-liste > li');
  await field(page.locator('#section-dates'), 'Date début').fill(day(20));
  await field(page.locator('#section-dates'), 'Date fin').fill(day(30));
  await refused(page, row, { 'Date début': day(9), 'Date fin': day(8), Places: '12' }, 'Date fin',
    `Autres sessions, 1${NBSP}: Date fin${NBSP}: avant le début, ${day(9)} ou plus tard attendu`);
  assert.equal(await page.goto(action).then(() => page.locator('#sessions .row-code').count()), 1, 'no session was added');
  await user.close();
}

// The same session twice: told at the top of the form, the record a link away; corrected, or saved with a yes.
async function twins(env, javaScriptEnabled) {
  const org = await organisation(env, `doublon-${javaScriptEnabled}`);
  const action = await completeAction(org.client, 'Une formation, deux fois');
  const user = await person(env.browser, env.server, { client: org.client, javaScriptEnabled });
  const { page } = user;
  const told = page.locator('#doublons');
  const sessions = async () => (await org.client.get(action)).text.split('class="fas row-code"').length - 1;
  await page.goto(`${action}/sessions/nouvelle`);
  const typed = { 'Date début': day(10), 'Date fin': day(90), Places: '5' };
  for (const [label, value] of Object.entries(typed)) await field(page, label).fill(value);
  assert.equal((await submit(page, button(page, 'Enregistrer'))).status(), 422);
  assert.match(await told.innerText(), /Cette session existe peut-être déjà\s+Session \d+[^]*mêmes dates au même lieu/);
  if (javaScriptEnabled) assert.ok(await told.evaluate((node) => node === document.activeElement), 'it has the focus');
  for (const [label, value] of Object.entries(typed)) assert.equal(await field(page, label).inputValue(), value, label);
  if (process.env.SOFI_SHOTS) {
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${process.env.SOFI_SHOTS}/doublons-${width}.png` });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  }
  assert.match(await told.getByRole('link').getAttribute('href'), /^\/sessions\/\d+$/);
  assert.equal(await sessions(), 1);
  // Enter saves as the button of always does: it asks again
  await field(page, 'Places').focus();
  const again = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.keyboard.press('Enter');
  assert.equal((await again).status(), 422);
  await told.waitFor();
  assert.equal(await sessions(), 1);
  await submit(page, button(page, 'Enregistrer quand même'));
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  assert.equal(await sessions(), 2);
  // A copy: nothing before it has dates of its own
  await page.locator('#sessions .row-code a').first().click();
  await submit(page, button(page, 'Dupliquer'));
  await page.getByRole('heading', { name: /^Copier la session \d+/ }).waitFor();
  assert.equal(await field(page, 'Places').inputValue() !== '', true, 'it has what the first one has');
  assert.equal(await sessions(), 2);
  await field(page, 'Date début').fill(day(100));
  await field(page, 'Date fin').fill(day(190));
  await submit(page, button(page, 'Enregistrer'));
  assert.equal(await sessions(), 3);
  user.problems.length = 0; // the browser's console tells of the 422
  await user.close();
}

// A draft formation goes with its action and its session, an officer puts all back
async function removedAndRestored(env, Hand, name) {
  const org = await organisation(env, name);
  const action = await completeAction(org.client, 'Supprimée puis restaurée');
  const { script: javaScriptEnabled } = new Hand();
  const [of, officer] = await Promise.all([org.client, env.carif].map(async (client) => {
    const user = await person(env.browser, env.server, { client, javaScriptEnabled });
    return { ...user, hand: new Hand(user.page) };
  }));
  await of.page.goto(action);
  const formation = await of.page.locator('.breadcrumb a').nth(2).getAttribute('href');
  await of.page.goto(formation);
  await of.hand.follow(link(of.page, 'Supprimer'));
  assert.equal(await of.page.locator('#t-suppression').innerText(), `Partent avec elle${NBSP}: 1 action et 1 session`);
  const number = formation.split('/').pop();
  await of.hand.follow(button(of.page, `Supprimer la formation ${number}`));
  assert.equal(pathOf(of.page), '/formations');
  assert.equal(await of.page.locator(FLASH).innerText(), `La formation ${number} est supprimée`);
  assert.match(await of.page.locator('.flash').innerText(), new RegExp(`restaurer jusqu'au ${day(30)}`));
  assert.deepEqual((await counters(of.page)).slice(8), [0, 0, 0, 0, 0]);
  assert.equal((await of.page.goto(action)).status(), 404);
  assert.match(await of.page.locator('main').innerText(), new RegExp(`a été supprimée avec la formation ${number}`));
  of.problems.length = 0; // the browser's console tells of the 404

  await officer.page.goto(org.record);
  await officer.hand.follow(link(officer.page, 'Fiches supprimées'));
  assert.equal(await officer.page.locator('tbody tr').count(), 1);
  await officer.hand.follow(button(officer.page, `Restaurer Formation ${number}`));
  assert.equal(pathOf(officer.page), formation);
  assert.equal(await officer.page.locator(FLASH).innerText(), 'Restaurée');
  assert.deepEqual((await counters(of.page)).slice(8), [1, 0, 0, 0, 0]);
  await of.page.goto(action);
  assert.equal(await of.page.locator('#sessions tbody tr').count(), 1);
  await of.close();
  await officer.close();
}

export async function offreTests(suite, env) {
  await suite.test('offre: the dashboard and the list of the manual', () => manualLists(env));
  const one = (words, name, Hand) => suite.test(`offre: ${words}`, async () => entered(env, Hand, await organisation(env, name)));
  await one('from nothing to active sessions, by mouse', 'souris', Mouse);
  await Promise.all([
    one('from nothing to active sessions, by keyboard alone', 'clavier', Keyboard),
    one('from nothing to active sessions, without JavaScript', 'sans-script', WithoutScript),
  ]);
  const lived = (words, name, Hand) => suite.test(`offre: refused, mended, validated, ${words}`, () => refusedThenValidated(env, Hand, name));
  await Promise.all([lived('by mouse', 'refus-souris', Mouse), lived('without JavaScript', 'refus-sans-script', WithoutScript)]);
  const undone = (words, name, Hand) => suite.test(`offre: removed and restored, ${words}`, () => removedAndRestored(env, Hand, name));
  await Promise.all([undone('by keyboard alone', 'corbeille-clavier', Keyboard), undone('without JavaScript', 'corbeille-sans-script', WithoutScript)]);
  await suite.test('offre: sent twice', () => sentTwice(env));
  await suite.test('offre: clicked twice', () => clickedTwice(env));
  await suite.test('offre: two editors of one draft', () => twoEditors(env));
  await suite.test('offre: a draft is kept by its page', () => keptByItself(env));
  await suite.test('offre: what is refused is kept', () => refusals(env));
  await Promise.all([true, false].map((script) => suite.test(`offre: the same session twice${script ? '' : ', without JavaScript'}`, () => twins(env, script))));
}
