// What SOFI refuses, and that nothing typed is lost; who may see what; two editors at once.
import assert from 'node:assert/strict';
import {
  CARIF, Client, FLASH, NBSP, NEW_RECORD, OF, PASSWORD, RECORD, SIRET,
  confirmedAgo, createEstablishment, day, formFields, inventSiret, person, pressAndLoad, saveButton, submit, unescape, withFields,
} from './harness.mjs';
import { assertRefusedForm, newSite } from './uploads.mjs';

const CONFIRM = "À confirmer avant d'enregistrer";
const NAME = 'Raison sociale ou enseigne INSEE';
const wrong = (label, what) => `${label}${NBSP}: ${what}`;
const path = (siret) => `/annuaire/etablissements/${siret}`;

// Each: the fields to change, the field that is wrong, the message
function cases(codes) {
  return [
    ['SIRET of 13 digits', { siret: '1300051190003' }, 'siret', wrong('SIRET', '13 chiffres saisis, 14 attendus')],
    ['SIRET with letters', { siret: '13OO0511900032' }, 'siret', wrong('SIRET', 'des chiffres seulement, 14 attendus')],
    ['SIRET with a wrong key', { siret: '13000511900033' }, 'siret', wrong('SIRET', 'clé de contrôle fausse, vérifiez les 14 chiffres')],
    ['SIRET that is taken', { siret: SIRET }, 'siret', wrong('SIRET', "déjà dans l'annuaire, cherchez la fiche existante")],
    ['no SIRET', { siret: '' }, 'siret', `Champ obligatoire «${NBSP}SIRET${NBSP}» manquant`],
    ['Siège of another SIREN', { siege_siret: SIRET }, 'siege_siret', wrong('Siège INSEE', 'les 9 premiers chiffres diffèrent de ceux du SIRET, même SIREN attendu')],
    ['name with a script', { raison_sociale: '<script>alert(1)</script>' }, 'raison_sociale',
      wrong(NAME, `balise HTML refusée, retirez «${NBSP}<${NBSP}» ou mettez une espace après`)],
    ['name of 251 characters', { raison_sociale: 'é'.repeat(251) }, 'raison_sociale', wrong(NAME, '251 caractères, 250 au maximum')],
    ['NDA too short', { nda: '5244040474' }, 'nda', wrong("Numéro de déclaration d'activité", '11 caractères attendus, par exemple 52440404744')],
    ['no formacode', { domaines: [] }, 'domaines', `Champ obligatoire «${NBSP}Domaine formation${NBSP}» manquant`],
    ['26 formacodes', { domaines: codes }, 'domaines', wrong('Domaine formation', '26 valeurs, 25 au maximum')],
    ['unknown formacode', { domaines: ['44591', '99999'] }, 'domaines',
      wrong('Domaine formation', 'code absent du Formacode (99999), retirez-le ou remplacez-le')],
  ];
}

// 26 terms that exist, gathered from searches
async function manyCodes(client) {
  const codes = new Set();
  for (const q of ['formation', 'gestion', 'sport', 'secretariat', '154', 'langue', 'commerce', '']) {
    const { text } = await client.get(`/annuaire/formacodes?q=${q}`);
    for (const [, code] of text.matchAll(/class="choice"><span>(\d{5}) - /g)) codes.add(code);
    if (codes.size >= 26) break;
  }
  return [...codes].slice(0, 26);
}

async function refusedRaw(env, codes) {
  const form = await env.carif.fields(NEW_RECORD);
  const right = { siret: inventSiret(), siege_siret: '', raison_sociale: 'Essai & "fils"', nda: '', domaines: ['44591', '44508'] };
  for (const [name, changes, field, message] of cases(codes)) {
    await env.suite.test(`refused: ${name}`, async () => {
      const sent = withFields(form, { ...right, ...changes });
      const answer = await env.carif.post(NEW_RECORD, [...sent, ['enregistrer', '1']]);
      assertRefusedForm(answer, sent, field, message, NEW_RECORD);
    });
  }
}

// The same in the browser: the summary takes the focus, its link leads to the field.
async function refusedInBrowser(env) {
  const user = await person(env.browser, env.server, { client: env.carif });
  const { page } = user;
  await page.goto(NEW_RECORD);
  await page.locator('#siret').fill('1300051190003');
  await page.locator('#raison_sociale').fill("École d'été « Ça & là »");
  await page.locator('#nda').fill('12');
  await page.locator('#categorie').selectOption('CFA');
  const answer = await submit(page, saveButton(page));
  assert.equal(answer.status(), 422);
  assert.equal(await page.title(), `Erreur${NBSP}: Créer un établissement - SOFI`);
  assert.ok(await page.locator('.error-summary').evaluate((node) => node === document.activeElement), 'the summary has the focus');
  assert.equal((await page.locator('.error-summary h2').innerText()).trim(), `Fiche non enregistrée${NBSP}: 3 erreurs à corriger`);
  for (const field of ['siret', 'nda', 'domaines']) {
    const link = page.locator(`.error-summary a[href="#${field}"]`);
    const message = await link.innerText();
    await link.click();
    assert.ok(await page.locator(`#${field}`).evaluate((node) => node === document.activeElement), `${field} has the focus`);
    assert.equal((await page.locator(`#${field}-erreur`).innerText()).trim(), message);
    assert.match(await page.locator(`#${field}`).getAttribute('aria-describedby'), new RegExp(`\\b${field}-erreur\\b`));
  }
  assert.equal(await page.locator('#siret').inputValue(), '1300051190003');
  assert.equal(await page.locator('#raison_sociale').inputValue(), "École d'été « Ça & là »");
  assert.equal(await page.locator('#nda').inputValue(), '12');
  assert.equal(await page.locator('#categorie').inputValue(), 'CFA');

  // Mended, it is saved
  await page.locator('#siret').fill(inventSiret());
  await page.locator('#nda').fill('52440404744');
  await page.getByRole('button', { name: 'Ajouter un domaine' }).click();
  await page.getByRole('dialog').getByLabel('Intitulé/code du formacode').fill('neige');
  await page.getByRole('dialog').locator('label.choice', { hasText: '15474' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Valider' }).click();
  await submit(page, saveButton(page));
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), "École d'été « Ça & là »");
  await user.close();
}

// A field that the profile may not change is not changed, however it is sent.
async function readOnlyStays(env) {
  const before = (await env.of.fields(RECORD)).filter(([name]) => ['siret', 'raison_sociale'].includes(name));
  const answer = await env.of.post(RECORD, withFields(await env.of.fields(RECORD), { siret: inventSiret(), raison_sociale: 'Pirate', etat: 'I' }));
  assert.ok([303, 422].includes(answer.status), String(answer.status));
  const after = (await env.of.fields(RECORD)).filter(([name]) => ['siret', 'raison_sociale'].includes(name));
  assert.deepEqual(after, before);
  assert.ok(!(await env.of.get(`${RECORD}/historique`)).text.includes('Pirate'));
}

// ---------------------------------------------------------------------------- too large, unreadable

async function tooLarge(env) {
  const fields = await env.carif.fields(NEW_RECORD);
  const big = await env.carif.post(NEW_RECORD, withFields(fields, { raison_sociale: 'x'.repeat(10 * 1024 * 1024) }));
  assert.equal(big.status, 413);
  assert.match(big.text, /<html lang="fr">/);
  assert.match(big.text, /<h1>Envoi trop volumineux<\/h1>/);
  assert.match(unescape(big.text), /10,?\d* Mo, 64 Ko au maximum pour un formulaire/);
  assert.match(unescape(big.text), /votre saisie y est encore/);
  assert.equal((await env.carif.get('/tableau-de-bord')).status, 200, 'the server goes on');
}

async function tooLargeInBrowser(env) {
  const user = await person(env.browser, env.server, { client: env.carif });
  const { page } = user;
  await page.goto(NEW_RECORD);
  const value = 'x'.repeat(1024 * 1024);
  await page.locator('#nda').fill('52440404744');
  await page.locator('#raison_sociale').evaluate((node, text) => { node.value = text; }, value);
  const answer = await submit(page, saveButton(page));
  assert.equal(answer.status(), 413);
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Envoi trop volumineux');
  await page.goBack();
  assert.equal(await page.locator('#nda').inputValue(), '52440404744', 'as the page says, what was typed is one step back');
  await user.close();
}

async function longAddress(env) {
  const long = await env.carif.get(`/annuaire?q=${'a'.repeat(100 * 1024)}`);
  assert.equal(long.status, 414);
  assert.match(long.text, /<html lang="fr">/);
  assert.match(long.text, /<h1>Adresse trop longue<\/h1>/);
  assert.equal((await env.carif.get(`/annuaire?q=${'a'.repeat(7000)}`)).status, 200);
  assert.equal((await env.carif.get(`/annuaire?q=${'a'.repeat(9000)}`)).status, 414);
}

async function brokenBytes(env) {
  const fields = withFields(await env.carif.fields(NEW_RECORD),
    { siret: inventSiret(), nda: '52440404744', domaines: ['44591'], raison_sociale: undefined });
  for (const bytes of ['%FF', 'caf%E9', '%C3', '%ED%A0%80', '%C0%BC']) {
    const body = `${new URLSearchParams(fields)}&raison_sociale=Bon+${bytes}`;
    const answer = await env.carif.post(NEW_RECORD, body);
    assert.equal(answer.status, 422, bytes);
    const message = wrong(NAME, 'caractère illisible après');
    assert.ok(unescape(answer.text.match(/id="raison_sociale-erreur".*?<\/p>/s)?.[0] ?? '').includes(message), bytes);
    assert.deepEqual(formFields(answer.text, NEW_RECORD).find(([name]) => name === 'nda'), ['nda', '52440404744']);
  }
  // Not a form at all
  for (const body of ['%', '&&&===', '%zz=%zz', Buffer.from([0, 255, 1]), 'a'.repeat(500)]) {
    const answer = await env.carif.post(NEW_RECORD, body);
    assert.ok([400, 403, 422].includes(answer.status), `${answer.status} for ${body}`);
    assert.match(answer.text, /<html lang="fr">/);
  }
}

// ---------------------------------------------------------------------------- token, login

async function tokens(env, siret) {
  const adresse = path(siret);
  const fields = await env.carif.fields(adresse);
  for (const [name, jeton] of [['missing', undefined], ['stale', 'x'.repeat(43)], ['empty', '']]) {
    await env.suite.test(`token: ${name}`, async () => {
      const title = `Organisme ${name} « à jour »`;
      const sent = withFields(fields, { jeton, raison_sociale: title, version: undefined });
      const answer = await env.carif.post(adresse, sent);
      assert.equal(answer.status, 403);
      assert.ok(unescape(answer.text).includes(`<h1>${CONFIRM}</h1>`));
      assert.match(unescape(answer.text), /Rien n'a encore été enregistré, et rien de ce que vous avez saisi n'est perdu\./);
      const kept = formFields(answer.text, adresse);
      for (const pair of sent.filter(([key]) => key !== 'jeton')) {
        assert.ok(kept.some(([key, value]) => key === pair[0] && value === pair[1]), `${pair} is kept`);
      }
      assert.deepEqual(kept.filter(([key]) => key === 'jeton').length, 1);
      assert.notDeepEqual(await env.carif.saved(adresse, 'raison_sociale'), [title], 'not saved yet');
      assert.equal((await env.carif.post(adresse, kept)).status, 303, 'confirming saves');
      assert.deepEqual(await env.carif.saved(adresse, 'raison_sociale'), [title]);
    });
  }
}

// A form that another site sends is not even shown for confirmation.
async function foreignForm(env, siret) {
  const fields = await env.carif.fields(path(siret));
  for (const headers of [{ Origin: 'https://exemple.org' }, { 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'null' }]) {
    const answer = await env.carif.post(path(siret), withFields(fields, { raison_sociale: 'Pirate' }), headers);
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.ok(!answer.text.includes('Pirate'));
  }
  assert.notDeepEqual(await env.carif.saved(path(siret), 'raison_sociale'), ['Pirate']);
}

async function staleTokenInBrowser(env, siret) {
  const user = await person(env.browser, env.server, { client: env.carif });
  const { page } = user;
  await page.goto(path(siret));
  await page.locator('#nda').fill('52440404744');
  await page.locator('#etablissement input[name=jeton]').evaluate((node) => { node.value = 'ancien'; });
  const answer = await submit(page, saveButton(page));
  assert.equal(answer.status(), 403);
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), CONFIRM);
  assert.match(await page.locator('dl.facts').innerText(), /52440404744/);
  await submit(page, page.getByRole('button', { name: 'Enregistrer' }));
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  assert.equal(await page.locator('#nda').inputValue(), '52440404744');
  await user.close();
}

// The login ended while the form was open: the person logs in again and confirms.
async function closedLogin(env, siret) {
  const login = await new Client(env.server.base).login(CARIF);
  const user = await person(env.browser, env.server, { client: login });
  const { page } = user;
  await page.goto(path(siret));
  await page.locator('#uai').fill('0440001M');
  const name = 'Nom tapé « juste avant »';
  await page.locator('#raison_sociale').fill(name);
  // The same login is closed elsewhere
  const elsewhere = new Client(env.server.base, login.cookies);
  const form = formFields((await elsewhere.get('/tableau-de-bord')).text, '/deconnexion');
  assert.equal((await elsewhere.post('/deconnexion', form)).status, 303);

  const answer = await submit(page, saveButton(page));
  assert.equal(answer.status(), 403);
  assert.match(await page.locator('main').innerText(), /Votre connexion a pris fin\. Rien de ce que vous avez saisi n'est perdu/);
  // One wrong password on the way loses nothing either
  await page.getByLabel('Email').fill(CARIF);
  await page.getByLabel('Mot de passe').fill('faux');
  const refused = await submit(page, page.getByRole('button', { name: 'Se connecter' }));
  assert.equal(refused.status(), 422);
  await page.getByLabel('Mot de passe').fill(PASSWORD);
  await submit(page, page.getByRole('button', { name: 'Se connecter' }));
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), CONFIRM);
  assert.match(await page.locator('dl.facts').innerText(), new RegExp(name));
  assert.notDeepEqual(await env.carif.saved(path(siret), 'raison_sociale'), [name], 'not saved yet');
  const last = await submit(page, page.getByRole('button', { name: 'Enregistrer' }));
  assert.ok([200, 422].includes(last.status()), 'the record, saved or to correct');
  if (last.status() === 422) {
    assert.equal(await page.locator('#raison_sociale').inputValue(), name);
    await page.locator('#uai').fill('');
    await submit(page, saveButton(page));
  }
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  assert.deepEqual(await env.carif.saved(path(siret), 'raison_sociale'), [name]);
  await user.close();
}

async function wrongLogin(env) {
  const user = await person(env.browser, env.server);
  const { page } = user;
  await page.goto('/connexion');
  const empty = await submit(page, page.getByRole('button', { name: 'Se connecter' }));
  assert.equal(empty.status(), 422);
  assert.deepEqual(await page.locator('.error-summary li').allInnerTexts(),
    ['Email', 'Mot de passe'].map((label) => `Champ obligatoire «${NBSP}${label}${NBSP}» manquant`));
  const said = [];
  for (const email of ['personne@exemple.fr', OF]) {
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Mot de passe').fill('mauvais mot de passe');
    const answer = await submit(page, page.getByRole('button', { name: 'Se connecter' }));
    assert.equal(answer.status(), 422);
    assert.equal(await page.getByLabel('Email').inputValue(), email, 'the email stays, the password does not');
    assert.equal(await page.getByLabel('Mot de passe').inputValue(), '');
    said.push(await page.locator('.error-summary li').innerText());
  }
  assert.deepEqual(said, Array(2).fill('Email ou mot de passe incorrect, vérifiez les deux et recommencez'), 'known or not: the same words');
  await user.close();
}

// ---------------------------------------------------------------------------- rights

async function rights(env) {
  const other = await createEstablishment(env.carif);
  assert.equal((await env.carif.get(path(other))).status, 200);
  const fields = withFields(await env.carif.fields(path(other)), {
    jeton: (await env.of.fields(RECORD)).find(([name]) => name === 'jeton')[1], raison_sociale: 'Pirate',
  });
  for (const [name, answer] of [
    ['record', await env.of.get(path(other))],
    ['history', await env.of.get(`${path(other)}/historique`)],
    ['saving', await env.of.post(path(other), fields)],
    ['one that does not exist', await env.of.get(path(inventSiret()))],
  ]) {
    assert.equal(answer.status, 404, name);
    assert.match(answer.text, /<h1>Page introuvable<\/h1>/);
    assert.ok(!answer.text.includes('Organisme '), 'its name does not leak');
  }
  assert.notDeepEqual(await env.carif.saved(path(other), 'raison_sociale'), ['Pirate']);
  const list = await env.of.get('/annuaire?q=Organisme');
  assert.ok(!list.text.includes(other), 'nor in the list');

  const forbidden = await env.of.get(NEW_RECORD);
  assert.equal(forbidden.status, 403);
  assert.match(forbidden.text, /<h1>Accès refusé<\/h1>/);
  const jeton = fields.find(([key]) => key === 'jeton');
  assert.equal((await env.of.post(NEW_RECORD, [jeton, ['siret', inventSiret()]])).status, 403);
}

async function loggedOut(env) {
  const nobody = new Client(env.server.base);
  for (const target of ['/tableau-de-bord', '/annuaire', RECORD, `${RECORD}/historique`, NEW_RECORD, '/annuaire/formacodes?q=neige', '/formations']) {
    const answer = await nobody.get(target);
    assert.equal(answer.status, 303, target);
    const to = new URL(answer.headers.location, env.server.base);
    assert.equal(to.pathname, '/connexion');
    assert.equal(to.searchParams.get('suite'), target);
  }
  const user = await person(env.browser, env.server);
  await user.page.goto('/annuaire?q=carif');
  await user.page.getByLabel('Email').fill(CARIF);
  await user.page.getByLabel('Mot de passe').fill(PASSWORD);
  await submit(user.page, user.page.getByRole('button', { name: 'Se connecter' }));
  assert.equal(user.page.url(), `${env.server.base}/annuaire?q=carif`, 'back where one wanted to go');
  await user.close();
  // Never to another site
  for (const suite of ['//exemple.org/', 'https://exemple.org/', '/\\exemple.org', '\\\\exemple.org']) {
    const page = await nobody.get(`/connexion?suite=${encodeURIComponent(suite)}`);
    const form = withFields(formFields(page.text, '/connexion'), { email: OF, mot_de_passe: PASSWORD, suite });
    const answer = await new Client(env.server.base, nobody.cookies).post('/connexion', form);
    assert.equal(answer.status, 303);
    assert.equal(new URL(answer.headers.location, env.server.base).pathname, '/tableau-de-bord', suite);
  }
}

// ---------------------------------------------------------------------------- site, contact, open day

async function refusedSite(env) {
  const { site } = await newSite(env);
  const form = withFields(await env.carif.fields(site), { nom_usage: 'Nom « à » garder' });
  for (const [changes, field, message] of [
    [{ ligne1: 'é'.repeat(51) }, 'ligne1', wrong('Ligne 1', '51 caractères, 50 au maximum')],
    [{ ligne1: '' }, 'ligne1', wrong('Ligne 1', 'adresse vide, une ligne au moins attendue')],
    [{ code_postal: '99999' }, 'code_postal', wrong('Code postal', "aucune commune n'a ce code postal, vérifiez les 5 chiffres")],
    [{ commune_insee: '53130' }, 'commune_insee', wrong('Commune INSEE', "Laval n'a pas le code postal 44000, attendu Nantes")],
    [{ latitude: '147', longitude: '-1.55' }, 'latitude', wrong('Latitude', 'degrés décimaux attendus, de -90 à 90, par exemple 47,252891')],
    [{ qualite: ['qualiopi'] }, 'fin_qualiopi', wrong('Fin de certification Qualiopi', 'obligatoire avec Qualiopi, attendu jj/mm/aaaa')],
    [{ fin_qualiopi: '31/02/2026' }, 'fin_qualiopi', wrong('Fin de certification Qualiopi', "31/02/2026 n'existe pas dans le calendrier")],
    [{ etat: 'I' }, 'etat', wrong('Actif / Inactif', "le site principal reste actif, un autre site principal attendu d'abord")],
  ]) {
    const sent = withFields(form, changes);
    // A position that nobody typed follows the address
    const typed = sent.filter(([name]) => name in changes || !['longitude', 'latitude'].includes(name));
    assertRefusedForm(await env.carif.post(site, sent), typed, field, message, site);
  }
  assert.notDeepEqual(await env.carif.saved(site, 'nom_usage'), ['Nom « à » garder']);
}

// Several at once in the browser: each line leads to its field, mended they are saved.
async function refusedSiteInBrowser(env) {
  const { site } = await newSite(env);
  const user = await person(env.browser, env.server, { client: env.carif });
  const { page } = user;
  const save = page.locator('#site').getByRole('button', { name: 'Enregistrer', exact: true });
  await page.goto(site);
  const typed = { nom_usage: 'Site « d’été »', ligne1: 'x'.repeat(51), code_postal: '99999', latitude: '147', longitude: '-1.55', fin_qualiopi: '31/02/2026' };
  for (const [name, value] of Object.entries(typed)) await page.locator(`#${name}`).fill(value);
  const answer = await submit(page, save);
  assert.equal(answer.status(), 422);
  assert.ok(await page.locator('.error-summary').evaluate((node) => node === document.activeElement), 'the summary has the focus');
  assert.equal(await page.locator('.error-summary li').count(), 4);
  for (const field of ['ligne1', 'code_postal', 'latitude', 'fin_qualiopi']) {
    await page.locator(`.error-summary a[href="#${field}"]`).click();
    assert.ok(await page.locator(`#${field}`).evaluate((node) => node === document.activeElement), `${field} has the focus`);
    assert.match(await page.locator(`#${field}`).getAttribute('aria-describedby'), new RegExp(`\\b${field}-erreur\\b`));
  }
  for (const [name, value] of Object.entries(typed)) assert.equal(await page.locator(`#${name}`).inputValue(), value, name);
  for (const [name, value] of Object.entries({ ligne1: '1 rue', code_postal: '44000', latitude: '47.218', fin_qualiopi: day(100) })) {
    await page.locator(`#${name}`).fill(value);
  }
  await page.locator('#commune_insee').selectOption('44109');
  await submit(page, save);
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  assert.equal(await page.locator('#nom_usage').inputValue(), typed.nom_usage);
  await user.close();
}

async function refusedContact(env) {
  const { siret, site } = await newSite(env);
  const add = `/annuaire/etablissements/${siret}/contacts/nouveau`;
  const nameless = withFields(await env.carif.fields(add), { prenom: 'Zoé', fonction: 'Accueil « A »', referents: ['1', 'sofi'] });
  assertRefusedForm(await env.carif.post(add, nameless), nameless, 'nom', `Champ obligatoire «${NBSP}Nom${NBSP}» manquant`, add);
  const created = await env.carif.post(add, withFields(nameless, { nom: 'Test' }));
  assert.equal(created.status, 303);
  const path = `${created.headers.location}/administration`;
  const sent = withFields(await env.carif.fields(path), { email_login: OF, sites_administrables: [site.split('/').at(-1)] });
  await confirmedAgo(env.server, env.carif, 0);
  const answer = await env.carif.post(path, sent);
  // The state of the password is shown, not sent
  assertRefusedForm(answer, sent, 'email_login', wrong('Email de login', 'déjà utilisé par un compte, donnez-en un autre'), path);
  const foreign = withFields(sent, { email_login: 'zoe@exemple.fr', sites_administrables: ['36364'] });
  assert.equal((await env.carif.post(path, foreign)).status, 422, 'a site of another establishment');
}

// Eight presses on one button before the first was answered: one contact, and one answer for all.
async function pressedEightTimes(env) {
  const { siret } = await newSite(env);
  const add = `/annuaire/etablissements/${siret}/contacts/nouveau`;
  const form = withFields(await env.carif.fields(add), { nom: 'Impatiente', prenom: 'Inès' });
  const answers = await Promise.all(Array.from({ length: 8 }, () => env.carif.post(add, form)));
  assert.deepEqual(answers.map((answer) => answer.status), Array(8).fill(303));
  assert.equal(new Set(answers.map((answer) => answer.headers.location)).size, 1);
  const record = (await env.carif.get(`/annuaire/etablissements/${siret}`)).text;
  assert.equal(new Set(record.match(/\/annuaire\/contacts\/\d+/g)).size, 1);
}

async function refusedOpenDay(env) {
  const { siret } = await newSite(env);
  const add = `/annuaire/etablissements/${siret}/portes-ouvertes/nouvelle`;
  const form = withFields(await env.carif.fields(add), {
    libelle: 'Forum « été »', nature: 'forum', date_debut: day(20), date_fin: day(19), commentaire: 'Deux\r\nlignes',
  });
  assertRefusedForm(await env.carif.post(add, form), form, 'date_fin',
    wrong('Date fin', `avant la date de début, ${day(20)} ou plus tard attendu`), add);
  const second = withFields(form, { date_fin: day(20) });
  assert.equal((await env.carif.post(add, second)).status, 303);
  // The same form again is given the first answer; another one with that code is refused
  assert.equal((await env.carif.post(add, second)).status, 303);
  const [, envoi] = (await env.carif.fields(add)).find(([name]) => name === 'envoi');
  const third = withFields(second, { envoi });
  assertRefusedForm(await env.carif.post(add, third), third, 'code',
    wrong('Code', "déjà pris dans l'établissement, choisissez-en un autre"), add);
}

// Enter in a field saves, as its first submit button is not one that takes something away.
async function enterSaves(env) {
  const { siret, site } = await newSite(env);
  for (const javaScriptEnabled of [true, false]) {
    const user = await person(env.browser, env.server, { client: env.carif, javaScriptEnabled });
    const { page } = user;
    if (javaScriptEnabled) await enterEverywhere(page, path(siret));
    for (const [at, field, value] of [['#etablissement', '#nda', '52440404744'], ['#site', '#ligne3', 'Porte B']]) {
      await page.goto(path(siret));
      await page.locator(`${at} ${field}`).fill(value);
      await pressAndLoad(page, 'Enter');
      assert.equal(await page.locator(FLASH).innerText(), 'Enregistré', `${at}, JavaScript ${javaScriptEnabled}`);
      assert.equal(await page.locator(`${at} ${field}`).inputValue(), value);
    }
    await user.close();
    assert.deepEqual(await env.carif.saved(path(siret), 'domaines'), ['44591']);
    await env.carif.save(path(siret), { nda: '' });
    await env.carif.save(site, { ligne3: '' });
  }
}

async function enterEverywhere(page, record) {
  await page.goto(record);
  const pressed = [];
  await page.exposeFunction('sent', (name) => pressed.push(name));
  await page.evaluate(() => document.addEventListener('submit', (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    window.sent(event.submitter?.name);
  }, true));
  const fields = page.locator('form[data-suivi] input:is([type=text], [type=tel], [type=email], [type=url]):not([readonly])');
  await page.locator('details.more').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
  const count = await fields.count();
  assert.ok(count >= 20, `${count} fields`);
  for (const one of await fields.all()) await one.press('Enter');
  assert.deepEqual(pressed, Array(count).fill('enregistrer'));
}

// ---------------------------------------------------------------------------- two editors

// A site becomes the principal one while another tab edits it.
async function principalMeanwhile(env) {
  const { siret } = await newSite(env);
  const add = `/annuaire/etablissements/${siret}/sites/nouveau`;
  const created = await env.carif.post(add, withFields(await env.carif.fields(add), {
    nom_usage: 'ANTENNE', ligne1: '2 rue', code_postal: '53000', bureau_distributeur: 'LAVAL', commune_insee: '53130',
  }));
  assert.equal(created.status, 303);
  const site = created.headers.location;
  const first = await person(env.browser, env.server, { client: env.carif });
  const second = await person(env.browser, env.server, { client: env.admin });
  await first.page.goto(site);
  await second.page.goto(site);
  await second.page.locator('#nom_usage').fill('ANTENNE DE LAVAL');
  await submit(first.page, first.page.getByRole('button', { name: 'Faire de ce site le site principal' }));
  assert.ok(await first.page.locator('.lead-line').getByText('Principal', { exact: true }).isVisible());

  const { page } = second;
  const save = page.locator('#site').getByRole('button', { name: 'Enregistrer', exact: true });
  assert.equal((await submit(page, save)).status(), 409);
  assert.equal((await page.locator('#erreurs-titre').innerText()).trim(), `Fiche non enregistrée${NBSP}: Dominique Leroux (carif@exemple.fr) l'a modifiée entre-temps`);
  assert.deepEqual(await page.getByRole('row', { name: "Nom d'usage" }).getByRole('cell').allInnerTexts(), ['ANTENNE', 'ANTENNE DE LAVAL'], 'both versions');
  assert.equal(await page.locator('#nom_usage').inputValue(), 'ANTENNE DE LAVAL', 'what was typed is in the form');
  await submit(page, save);
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  assert.ok(await page.locator('.lead-line').getByText('Principal', { exact: true }).isVisible(), 'and the site stays the principal one');
  const options = await env.carif.get(path(siret));
  assert.equal([...options.text.matchAll(/<option value="\d+"[^>]*>Site [^<]* - Principal - /g)].length, 1);
  await first.close();
  await second.close();
}

async function conflict(env) {
  const siret = await createEstablishment(env.carif);
  const first = await person(env.browser, env.server, { client: env.carif });
  const second = await person(env.browser, env.server, { client: env.admin });
  await first.page.goto(path(siret));
  await second.page.goto(path(siret));
  await first.page.locator('#nda').fill('52440404744');
  await submit(first.page, saveButton(first.page));
  assert.equal(await first.page.locator(FLASH).innerText(), 'Enregistré');

  const { page } = second;
  await page.locator('#nda').fill('11750000001');
  const answer = await submit(page, saveButton(page));
  assert.equal(answer.status(), 409);
  assert.equal((await page.locator('#erreurs-titre').innerText()).trim(), `Fiche non enregistrée${NBSP}: Dominique Leroux (carif@exemple.fr) l'a modifiée entre-temps`);
  const line = page.getByRole('row', { name: "Numéro de déclaration d'activité" });
  assert.deepEqual(await line.getByRole('cell').allInnerTexts(), ['52440404744', '11750000001'], 'both versions');
  assert.equal(await page.locator('#nda').inputValue(), '11750000001', 'what was typed is in the form');
  assert.deepEqual(await env.carif.saved(path(siret), 'nda'), ['52440404744'], 'the first save stands');
  await submit(page, saveButton(page));
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  assert.deepEqual(await env.carif.saved(path(siret), 'nda'), ['11750000001']);
  await first.close();
  await second.close();
}

// Two saves of the same form at the same instant: one wins, the other is told.
async function simultaneous(env) {
  const siret = await createEstablishment(env.carif);
  const fields = await env.carif.fields(path(siret));
  const answers = await Promise.all(['52440404741', '52440404742', '52440404743', '52440404744'].map(
    (nda) => env.carif.post(path(siret), withFields(fields, { nda }))));
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [303, 409, 409, 409]);
}

// ---------------------------------------------------------------------------- invitation

export async function invitationTests(suite, env) {
  await suite.test('invitation: password defined once', async () => {
    const user = await person(env.browser, env.server);
    const { page } = user;
    await page.goto(env.server.invitation);
    const send = () => submit(page, page.getByRole('button', { name: 'Enregistrer' }));
    const fill = async (one, two) => {
      await page.locator('#mot_de_passe').fill(one);
      await page.locator('#mot_de_passe_confirmation').fill(two);
    };
    await fill('court', 'court');
    assert.equal((await send()).status(), 422);
    await fill('bateau-lampe-tirelire-9', 'autre chose');
    assert.equal((await send()).status(), 422);
    assert.match(await page.locator('#mot_de_passe_confirmation-erreur').innerText(), /différente du mot de passe/);
    await fill('bateau-lampe-tirelire-9', 'bateau-lampe-tirelire-9');
    await send();
    assert.equal(await page.locator(FLASH).innerText(), 'Mot de passe enregistré');
    const again = await page.goto(env.server.invitation);
    assert.equal(again.status(), 404, 'the link serves once');
    await new Client(env.server.base).login('x@exemple.fr', 'bateau-lampe-tirelire-9');
    await user.close();
  });
}

export async function refusalTests(suite, env) {
  const codes = await manyCodes(env.carif);
  assert.equal(codes.length, 26, 'terms to try the limit with');
  await refusedRaw(env, codes);
  await suite.test('refused: in the browser, then mended', () => refusedInBrowser(env));
  await suite.test('refused: read-only fields', () => readOnlyStays(env));
  await suite.test('refused: form of 10 MB', () => tooLarge(env));
  await suite.test('refused: form of 1 MB, in the browser', () => tooLargeInBrowser(env));
  await suite.test('refused: address of 100 KB', () => longAddress(env));
  await suite.test('refused: broken UTF-8', () => brokenBytes(env));
  const siret = await createEstablishment(env.carif);
  await tokens(env, siret);
  await suite.test('token: form of another site', () => foreignForm(env, siret));
  await suite.test('token: stale, in the browser', () => staleTokenInBrowser(env, siret));
  await suite.test('login: closed while a form was open', () => closedLogin(env, siret));
  await suite.test('login: refused', () => wrongLogin(env));
  await suite.test("rights: another organisation's record", () => rights(env));
  await suite.test('rights: logged out', () => loggedOut(env));
  await suite.test('refused: site', () => refusedSite(env));
  await suite.test('refused: site, in the browser', () => refusedSiteInBrowser(env));
  await suite.test('refused: contact', () => refusedContact(env));
  await suite.test('refused: open day', () => refusedOpenDay(env));
  await suite.test('pressed: eight times at once', () => pressedEightTimes(env));
  await suite.test('enter: saves in every field', () => enterSaves(env));
  await suite.test('conflict: a site made principal meanwhile', () => principalMeanwhile(env));
  await suite.test('conflict: two editors', () => conflict(env));
  await suite.test('conflict: at the same instant', () => simultaneous(env));
}
