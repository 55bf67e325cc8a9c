// The users' manual of the Annuaire, page after page, as three people live it: by mouse, by keyboard
// alone, without JavaScript. Each in an establishment of her own; the first is the manual's.
// With SOFI_SHOTS, a picture of each step.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Client, FLASH, OF, PASSWORD, RECORD, SIRET, SITE,
  createEstablishment, day, formFields, pdf, person, pressAndLoad, submit, withFields,
} from './harness.mjs';
import { assertFocus, focusOf } from './job.mjs';

const shots = process.env.SOFI_SHOTS;
const PASSWORD_OF_HER_OWN = 'bateau lampe tirelire neuf';
const ANOTHER_PASSWORD = 'carotte musique escalier bleu';
const CERTIFICATE = { name: 'Certificat Qualiopi été 2026.pdf', mimeType: 'application/pdf' };
const FIN = day(400);

// ---------------------------------------------------------------------------- three hands

export class Mouse {
  script = true;
  constructor(page) { this.page = page; }
  follow(locator) { return submit(this.page, locator); }
  press(locator) { return locator.click(); }
  type(locator, words) { return locator.fill(words); }
  choose(locator, label) { return locator.selectOption({ label }); }
  tick(locator) { return locator.check(); }
  attach(locator, file) { return locator.setInputFiles(file); }
}

export class WithoutScript extends Mouse {
  script = false;
}

// Tab, Space, Enter, arrows and letters. At every step the focus is seen and marked.
export class Keyboard extends Mouse {
  // The target is looked for at each step: an answer may draw it again meanwhile
  async #reach(locator) {
    let { at } = await focusOf(this.page, locator);
    for (let i = 0; at !== 'here'; i++) {
      assert.ok(i < 150, `Tab does not reach ${locator}`);
      await this.page.keyboard.press(at === 'back' ? 'Shift+Tab' : 'Tab');
      at = await assertFocus(this.page, locator);
    }
  }
  async follow(locator) {
    await this.#reach(locator);
    return pressAndLoad(this.page, 'Enter');
  }
  async press(locator) {
    await this.#reach(locator);
    await this.page.keyboard.press('Enter');
  }
  async type(locator, words) {
    await this.#reach(locator);
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(words);
  }
  async choose(locator, label) {
    await this.#reach(locator);
    await this.page.keyboard.press('Home');
    const chosen = () => locator.evaluate((select) => select.selectedOptions[0]?.label);
    for (let i = 0; (await chosen()) !== label; i++) {
      assert.ok(i < 60, `the arrows do not reach ${label}`);
      await this.page.keyboard.press('ArrowDown');
    }
  }
  async tick(locator) {
    await this.#reach(locator);
    if (!await locator.isChecked()) await this.page.keyboard.press('Space');
    assert.ok(await locator.isChecked());
  }
  async attach(locator, file) {
    await this.#reach(locator);
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.page.keyboard.press('Space')]);
    await chooser.setFiles(file);
  }
}

// ---------------------------------------------------------------------------- words of the page

const named = (role) => (scope, name) => scope.getByRole(role, { name, exact: true });
export const field = named('textbox');
export const list = named('combobox');
export const box = named('checkbox');
export const button = named('button');
export const link = named('link');
export const heading = (page) => page.getByRole('heading', { level: 1 }).innerText();
export const pathOf = (page) => new URL(page.url()).pathname;

export async function texts(locator) {
  return (await locator.allInnerTexts()).map((text) => text.replace(/[ \n\t]+/g, ' ').trim());
}

async function saved(page) {
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
}

// One person's reading of the manual
class Reading {
  #step = 0;
  constructor(env, name, Hand, who) {
    Object.assign(this, { env, name, Hand, ...who });
  }
  async open() {
    this.user = await person(this.env.browser, this.env.server, { javaScriptEnabled: new this.Hand().script });
    this.page = this.user.page;
    this.hand = new this.Hand(this.page);
  }
  async shoot(title, page = this.page) {
    this.#step++;
    if (!shots) return;
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `manuel-${this.name}-${String(this.#step).padStart(2, '0')}-${title}.png`), fullPage: true });
  }
}

// ---------------------------------------------------------------------------- Connexion, tableau de bord

async function login(hand, email, password) {
  const { page } = hand;
  await hand.type(field(page, 'Email'), email);
  await hand.type(page.getByLabel('Mot de passe', { exact: false }), password);
  await hand.follow(button(page, 'Se connecter'));
}

async function connexion(reading) {
  const { page, hand } = reading;
  await page.goto('/connexion');
  assert.ok(await page.getByRole('heading', { name: 'CONNEXION SOFI' }).isVisible());
  await reading.shoot('connexion');
  await login(hand, reading.email, reading.password);
  assert.equal(pathOf(page), '/tableau-de-bord');
}

async function tableauDeBord(reading) {
  const { page, hand } = reading;
  await reading.shoot('tableau-de-bord');
  await hand.follow(link(page, 'Création de votre offre de formation'));
  assert.equal(pathOf(page), '/formations');
  await hand.follow(link(page.getByRole('navigation', { name: 'Menu principal' }), 'Tableau de bord'));
  await hand.follow(link(page, 'Gestion de vos sites, contacts, référents et portes ouvertes'));
  assert.equal(pathOf(page), reading.record, 'one establishment: no list in between');
  for (const name of ['Etablissement', 'Site', 'Contacts', 'Portes Ouvertes']) {
    assert.ok(await page.getByRole('heading', { level: 2, name, exact: true }).isVisible(), name);
  }
  await reading.shoot('etablissement');
}

// ---------------------------------------------------------------------------- Mise à jour de la fiche Etablissement

async function formacodes(reading) {
  const { page, hand } = reading;
  const act = (locator) => (hand.script ? hand.press(locator) : hand.follow(locator));
  await act(button(page, 'Ajouter un domaine'));
  const scope = hand.script ? page.getByRole('dialog', { name: 'Recherche domaine de formation' }) : page.getByRole('main');
  await scope.getByRole('heading', { name: 'Recherche domaine de formation' }).waitFor();
  await hand.type(scope.getByLabel('Intitulé/code du formacode'), 'neige');
  await act(button(scope, 'Rechercher'));
  const term = box(scope, '15474 - Sport glace neige');
  await term.waitFor();
  await hand.tick(term);
  await reading.shoot('formacodes');
  await act(button(scope, 'Valider'));
  await page.locator('#domaines-liste li').nth(2).waitFor();
  await hand.follow(button(page.locator('#etablissement'), 'Enregistrer'));
  await saved(page);
  assert.match((await texts(page.locator('#domaines-liste li')))[2], /^15474 - Sport glace neige/);
  await reading.shoot('formacodes-enregistres');
}

// ---------------------------------------------------------------------------- Mise à jour de vos coordonnées

async function postalCode(reading, site, code, communes) {
  const { page, hand } = reading;
  await hand.type(field(site, 'Code postal'), code);
  if (!hand.script) await hand.follow(button(site, 'Proposer les communes de ce code postal'));
  await page.waitForFunction((wanted) => [...document.querySelectorAll('#commune_insee option')].some((one) => one.label === wanted), communes[0],
    { polling: 50 }).catch(() => {});
  const proposed = (await texts(list(site, 'Commune INSEE').locator('option'))).filter(Boolean);
  for (const commune of communes) assert.ok(proposed.includes(commune), `${code}: ${commune} among ${proposed}`);
  return proposed;
}

async function address(reading, site, [ligne1, ligne2, code, bureau, commune]) {
  const { hand } = reading;
  await hand.type(field(site, 'Ligne 1'), ligne1);
  await hand.type(field(site, 'Ligne 2'), ligne2);
  await postalCode(reading, site, code, [commune]);
  assert.equal(await field(site, 'Ligne 1').inputValue(), ligne1, 'what was typed stays');
  await hand.type(field(site, 'Bureau Distributeur'), bureau);
  await hand.choose(list(site, 'Commune INSEE'), commune);
}

async function coordonnees(reading) {
  const { page, hand } = reading;
  const site = page.locator('#site');
  assert.match(await list(site, 'Choix du site').evaluate((select) => select.selectedOptions[0].label),
    new RegExp(`^Site ${reading.number} - .* - Principal - Actif$`));
  // A code of several communes, then the one that is meant
  const several = await postalCode(reading, site, '44130', ['Blain', 'Bouvron', 'Fay-de-Bretagne']);
  assert.ok(!several.includes('Laval'));
  await address(reading, site, ['Bâtiment Sève', '12 boulevard Georges Pompidou', '44200', 'NANTES', 'Nantes']);
  await hand.type(field(site, 'Téléphone fixe'), '+33 (0)2.40-20 21.31');
  await hand.type(field(site, 'Téléphone mobile'), '0612345678');
  await hand.type(field(site, 'Email'), 'info@exemple.fr');
  await hand.type(field(site, 'Site web'), 'https://www.exemple.fr/accueil?été=1');
  await hand.follow(button(site, 'Enregistrer'));
  await saved(page);
  assert.equal(pathOf(page), reading.site);
  await page.reload();
  const kept = { 'Ligne 1': 'Bâtiment Sève', 'Ligne 2': '12 boulevard Georges Pompidou', 'Code postal': '44200',
    'Bureau Distributeur': 'NANTES', 'Téléphone fixe': '02 40 20 21 31', 'Téléphone mobile': '06 12 34 56 78',
    Email: 'info@exemple.fr', 'Site web': 'https://www.exemple.fr/accueil?été=1' };
  for (const [name, value] of Object.entries(kept)) assert.equal(await field(site, name).inputValue(), value, name);
  assert.equal(await list(site, 'Commune INSEE').inputValue(), '44109');
  reading.usage = await field(site, "Nom d'usage").inputValue();
  assert.notEqual(await field(site, 'Latitude').inputValue(), '', 'a position was proposed');
  await reading.shoot('coordonnees');
}

// ---------------------------------------------------------------------------- Créer un site secondaire

// « Cliquez sur le bouton + à droite du champ … »
async function plusAtTheRightOf(page, label, words) {
  const chooser = page.locator('form.chooser', { hasText: label });
  const plus = link(chooser, words);
  const [chosen, at] = [await list(chooser, label).boundingBox(), await plus.boundingBox()];
  assert.ok(at.x >= chosen.x + chosen.width && at.y < chosen.y + chosen.height && at.y + at.height > chosen.y, `+ at the right of ${label}`);
  return plus;
}

async function siteSecondaire(reading) {
  const { page, hand } = reading;
  const name = `ANTENNE ${reading.name.toUpperCase()}`;
  await page.goto(reading.record);
  await hand.follow(await plusAtTheRightOf(page, 'Choix du site', 'Créer un site'));
  const site = page.locator('#site');
  await hand.type(field(site, "Nom d'usage"), name);
  await address(reading, site, ['10 rue de Rastatt', '', '53000', 'LAVAL', 'Laval']);
  await hand.follow(button(site, 'Enregistrer'));
  await saved(page);
  const number = pathOf(page).match(/^\/annuaire\/sites\/(\d+)$/)[1];
  assert.deepEqual((await texts(page.locator('.lead-line > span'))).slice(0, 3), [`Site ${number}`, 'Secondaire', 'Actif']);
  await reading.shoot('site-secondaire');
  await page.goto(reading.record);
  await hand.choose(list(site, 'Choix du site'), `Site ${number} - ${name} - Secondaire - Actif`);
  await hand.follow(button(site, 'Afficher'));
  assert.equal(await field(page.locator('#site'), "Nom d'usage").inputValue(), name);
  reading.secondary = number;
}

// ---------------------------------------------------------------------------- Ajouter votre certification Qualiopi

// What the bar shows while the file travels; the window outlives the page that the answer replaces
const watchProgress = () => {
  window.progressSeen = [];
  const state = document.querySelector('[data-envoi-etat]');
  new MutationObserver(() => window.progressSeen.push({ shown: !state.hidden, part: state.querySelector('progress').value }))
    .observe(state, { attributes: true, subtree: true, attributeFilter: ['value', 'hidden'] });
};

async function certification(reading) {
  const { page, hand } = reading;
  const site = page.locator('#site');
  const bytes = pdf(`certificat ${reading.name}`, 3 * 1024 * 1024);
  await page.goto(reading.record);
  await hand.tick(box(site, 'Qualiopi'));
  await hand.attach(site.getByLabel('Certification (fichier)'), { ...CERTIFICATE, buffer: bytes });
  await hand.type(field(site, 'Fin de certification Qualiopi'), FIN);
  await hand.tick(box(site, 'Actions de formation'));
  if (hand.script) {
    await page.evaluate(watchProgress);
    await hand.press(button(site, 'Enregistrer'));
    await page.locator(FLASH).waitFor();
    const seen = await page.evaluate(() => window.progressSeen);
    assert.ok(seen.some(({ shown, part }) => shown && part > 0), `the bar was seen: ${JSON.stringify(seen)}`);
  } else {
    await hand.follow(button(site, 'Enregistrer'));
  }
  await saved(page);
  assert.equal(pathOf(page), reading.site);
  await reading.shoot('certification');
  await certificateShown(reading, bytes);
}

async function certificateShown(reading, bytes) {
  const { page, hand } = reading;
  const state = `Qualiopi à jour, fin le ${FIN}`;
  for (const path of [reading.site, reading.record, `/offre/etablissements/${reading.siret}`]) {
    await page.goto(path);
    assert.ok((await texts(page.locator('main .state-ok'))).includes(state), `${state} at ${path}`);
  }
  await page.goto(reading.site);
  const [download] = await Promise.all([
    page.waitForEvent('download'), hand.press(page.getByRole('link', { name: CERTIFICATE.name })),
  ]);
  // A name of ours, whatever was sent
  assert.match(download.suggestedFilename(), /^certificat-qualiopi-\d+\.pdf$/);
  assert.ok(readFileSync(await download.path()).equals(bytes), 'the same bytes come back');
}

// ---------------------------------------------------------------------------- Ajouter un contact d'autosaisie

async function contact(reading) {
  const { page, hand } = reading;
  const letter = reading.name.replaceAll('-', '');
  Object.assign(reading, { her: `${letter}@exemple.fr` });
  await page.goto(reading.record);
  const plus = await page.locator('form.chooser', { hasText: 'Choix contact' }).count()
    ? await plusAtTheRightOf(page, 'Choix contact', 'Ajouter un contact') : link(page, 'Ajouter un contact');
  await hand.follow(plus);
  const form = page.getByRole('main');
  await hand.type(field(form, 'Nom'), 'Picard');
  await hand.type(field(form, 'Prénom'), `Pauline ${letter}`);
  await hand.type(field(form, 'Fonction'), 'Chargée de l’offre');
  await hand.type(field(form, 'Téléphone'), '+33240202131');
  await hand.type(field(form, 'Email'), reading.her);
  for (const referent of ['Référent SOFI', 'Référent handicap', 'Référent mobilité internationale']) {
    await hand.tick(box(form.getByRole('group', { name: 'Référents' }), referent));
  }
  await hand.follow(button(form, 'Enregistrer'));
  await saved(page);
  assert.equal(await field(form, 'Téléphone').inputValue(), '02 40 20 21 31');
  assert.equal(await box(form, 'Référent mobilité internationale').isChecked(), true);
  await reading.shoot('contact');
  await administration(reading, form);
}

async function administration(reading, form) {
  const { page, hand } = reading;
  await hand.follow(link(page, 'Administration'));
  assert.equal(await field(form, 'Mot de passe').inputValue(), 'A_REDEFINIR');
  await hand.type(field(form, 'Email de login'), reading.her);
  const sites = form.getByRole('group', { name: 'Sites Administrables' });
  const hers = sites.getByRole('checkbox', { name: `${reading.siret} - ${reading.number} - ` });
  await hand.tick(hers);
  for (const other of await sites.getByRole('checkbox').all()) {
    assert.equal(await other.isChecked(), await other.getAttribute('value') === reading.number, 'no other site is given');
  }
  await hand.follow(button(form, 'Enregistrer'));
  await saved(page);
  assert.equal(await field(form, 'Mot de passe').inputValue(), 'A_REDEFINIR');
  assert.equal(await field(form, 'Email de login').inputValue(), reading.her);
  await reading.shoot('administration');
}

async function define(hand, lien, password) {
  const { page } = hand;
  await page.goto(lien);
  await hand.type(page.getByLabel('Mot de passe', { exact: false }).first(), password);
  await hand.type(page.getByLabel('Confirmation du mot de passe'), password);
  await hand.follow(button(page, 'Enregistrer'));
  assert.equal(await page.locator(FLASH).innerText(), 'Mot de passe enregistré');
}

// The invited person chooses her password, logs in, sees her site and no other.
async function invited(reading, page, hand) {
  const mail = await reading.env.server.mail.letter(reading.her);
  assert.ok(mail.texte.includes(`jusqu'au ${day(7)}`), mail.texte);
  await define(hand, mail.lien, PASSWORD_OF_HER_OWN);
  const told = await reading.env.server.mail.letter(reading.her);
  assert.equal(told.sujet, 'Votre mot de passe SOFI est enregistré');
  assert.match(told.texte, /Depuis : Chrome sous Linux, réseau 127\.0\.0\.1/);
  await login(hand, reading.her, PASSWORD_OF_HER_OWN);
  await hand.follow(link(page, 'Gestion de vos sites, contacts, référents et portes ouvertes'));
  assert.equal(pathOf(page), reading.record);
  const offered = await texts(list(page, 'Choix du site').locator('option'));
  assert.equal(offered.length, 1, `her site alone: ${offered}`);
  assert.ok(offered[0].startsWith(`Site ${reading.number} - `));
  for (const foreign of [`/annuaire/sites/${reading.secondary}`, '/annuaire/sites/36402', '/annuaire/etablissements/00010000800002']) {
    assert.equal((await page.goto(foreign)).status(), 404, foreign);
  }
}

// ---------------------------------------------------------------------------- Mot de passe oublié

async function forgotten(reading, page, hand) {
  await page.context().clearCookies();
  await page.goto('/connexion');
  await hand.follow(link(page, 'Mot de passe oublié'));
  await hand.type(field(page, 'Email'), reading.her.toUpperCase());
  await hand.follow(button(page, 'Recevoir un lien'));
  assert.ok(await page.getByText('Si un compte existe pour cette adresse, un message part à l\'instant').isVisible());
  await reading.shoot('mot-de-passe-oublie', page);
}

async function remembered(reading, page, hand) {
  const mail = await reading.env.server.mail.letter(reading.her);
  assert.match(mail.texte, /2\sheures/);
  await define(hand, mail.lien, ANOTHER_PASSWORD);
  assert.equal((await page.goto(mail.lien)).status(), 404, 'the link serves once');
  assert.equal((await reading.env.server.mail.letter(reading.her)).sujet, 'Votre mot de passe SOFI a été changé');
  await page.goto('/connexion');
  await login(hand, reading.her, ANOTHER_PASSWORD);
  assert.equal(pathOf(page), '/tableau-de-bord');
  const stale = new Client(reading.env.server.base);
  const form = formFields((await stale.get('/connexion')).text, '/connexion');
  assert.equal((await stale.post('/connexion', withFields(form, { email: reading.her, mot_de_passe: PASSWORD_OF_HER_OWN }))).status, 422);
}

// ---------------------------------------------------------------------------- Saisir des portes ouvertes

async function portesOuvertes(reading) {
  const { page, hand } = reading;
  reading.event = `Portes ouvertes « ${reading.name} », été, l'atelier`;
  await page.goto(reading.record);
  const plus = await page.locator('form.chooser', { hasText: 'Choix PO' }).count()
    ? await plusAtTheRightOf(page, 'Choix PO', 'Ajouter des portes ouvertes') : link(page, 'Ajouter des portes ouvertes');
  await hand.follow(plus);
  const form = page.getByRole('main');
  await hand.type(field(form, 'Libellé'), reading.event);
  assert.match(await field(form, 'Code').inputValue(), /^PO-\d+$/, 'a code is proposed');
  await hand.choose(list(form, 'Site'), reading.usage);
  assert.equal(await list(form, 'Site').inputValue(), reading.number);
  await hand.choose(list(form, 'Nature'), 'PO enseignement supérieur');
  await hand.type(field(form, 'Site internet'), 'https://www.exemple.fr/portes-ouvertes');
  await hand.type(field(form, 'Date début'), day(30));
  await hand.type(field(form, 'Date fin'), day(31));
  await hand.type(field(form, 'Commentaire'), 'Visite des plateaux');
  await hand.follow(button(form, 'Enregistrer'));
  await saved(page);
  await reading.shoot('portes-ouvertes');
  await page.goto(reading.record);
  assert.ok((await texts(page.locator('#portes-ouvertes li a'))).includes(reading.event), 'listed on the record');
}

const icsDate = (shown) => shown.split('/').reverse().join('');

async function published(reading) {
  const { page } = reading;
  for (const path of ['/offre/portes-ouvertes', `/offre/etablissements/${reading.siret}`]) {
    await page.goto(path);
    const event = page.getByRole('article').filter({ hasText: reading.event });
    const shown = (await texts(event))[0] ?? '';
    for (const words of [day(30), day(31), 'PO enseignement supérieur', 'Visite des plateaux']) {
      assert.ok(shown.includes(words), `${words} at ${path}: ${shown}`);
    }
    await reading.shoot(path.includes('etablissements') ? 'public-etablissement' : 'public-portes-ouvertes');
  }
  const nobody = new Client(reading.env.server.base);
  for (const path of ['/offre/portes-ouvertes.ics', `/offre/etablissements/${reading.siret}/portes-ouvertes.ics`]) {
    const { status, headers, text } = await nobody.get(path);
    assert.equal(status, 200);
    assert.match(headers['content-type'], /^text\/calendar/);
    const lines = text.replaceAll(/\r\n[ \t]/g, '').split('\r\n');
    const summary = `SUMMARY:${reading.event.replaceAll(/([;,])/g, '\\$1')}`;
    const at = lines.findIndex((line) => line.startsWith(summary));
    assert.ok(at >= 0, `${summary} in ${path}`);
    const event = lines.slice(lines.lastIndexOf('BEGIN:VEVENT', at), lines.indexOf('END:VEVENT', at));
    assert.ok(event.includes(`DTSTART;VALUE=DATE:${icsDate(day(30))}`), event.join('\n'));
    assert.ok(event.includes(`DTEND;VALUE=DATE:${icsDate(day(32))}`), 'the end of a day is the next one');
  }
}

// ---------------------------------------------------------------------------- the whole

async function read(reading) {
  await reading.open();
  for (const step of [connexion, tableauDeBord, formacodes, coordonnees, siteSecondaire, certification, contact, portesOuvertes]) {
    await step(reading).catch((error) => {
      error.message = `${step.name}: ${error.message}`;
      throw error;
    });
  }
  const she = await person(reading.env.browser, reading.env.server, { javaScriptEnabled: reading.hand.script });
  const hand = new reading.Hand(she.page);
  await invited(reading, she.page, hand);
  await forgotten(reading, she.page, hand);
  await published(reading);
  await remembered(reading, she.page, hand);
  await she.close();
  await reading.user.close();
}

// An establishment, its principal site and an account that administers it
export async function newOrganisation(env, name) {
  const siret = await createEstablishment(env.carif, { domaines: ['44508', '44591'] });
  const record = `/annuaire/etablissements/${siret}`;
  const number = (await env.carif.get(record)).text.match(/<option value="(\d+)" selected>Site /)[1];
  const email = `of-${name}@exemple.fr`;
  const said = await env.server.sofi('compte', 'creer', '--email', email, '--profil', 'OF', '--site', number);
  const lien = new URL(said.match(/https?:\S+/)[0]).pathname;
  const client = new Client(env.server.base);
  const form = formFields((await client.get(lien)).text, lien);
  const answer = await client.post(lien, withFields(form, { mot_de_passe: PASSWORD_OF_HER_OWN, mot_de_passe_confirmation: PASSWORD_OF_HER_OWN }));
  assert.equal(answer.status, 303);
  return { siret, record, number, site: `/annuaire/sites/${number}`, email, password: PASSWORD_OF_HER_OWN };
}

async function ofTheManual(env) {
  await env.of.save(RECORD, { domaines: ['44508', '44591'] });
  return { siret: SIRET, record: RECORD, number: '36364', site: SITE, email: OF, password: PASSWORD };
}

export async function manualTests(suite, env) {
  const one = (words, name, Hand, who) => suite.test(`manual: ${words}`, async () => read(new Reading(env, name, Hand, await who(env, name))));
  await Promise.all([
    one('by mouse', 'souris', Mouse, ofTheManual),
    one('by keyboard alone', 'clavier', Keyboard, newOrganisation),
    one('without JavaScript', 'sans-script', WithoutScript, newOrganisation),
  ]);
}
