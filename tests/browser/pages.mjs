// Every page of the application, in every state that looks different. `as`: who looks (a login of the
// run, or nobody); `open`: how one gets there, giving the answer of the server; `status`: its code.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CARIF, Client, NEW_RECORD, OF, RECORD, SITE, SIRET, confirmedAgo, createEstablishment, day, formFields, pdf, saveButton, submit,
  withFields, withFile,
} from './harness.mjs';
import { newSite } from './uploads.mjs';

const at = (path) => (page) => page.goto(path);

async function refusedRecord(page) {
  await page.goto(RECORD);
  await page.locator('#nda').fill('12');
  await page.locator('#uai').fill('0440001Z');
  await page.locator('#domaines-liste').evaluate((list) => list.replaceChildren());
  return submit(page, saveButton(page));
}

async function closingSite(page) {
  await page.goto('/annuaire/sites/36402');
  await page.locator('#etat').selectOption('I');
  return save(page);
}

async function refusedNew(page) {
  await page.goto(NEW_RECORD);
  await page.locator('#siret').fill('1300051190003');
  return submit(page, saveButton(page));
}

async function editedRecord(page) {
  const answer = await page.goto(RECORD);
  await page.locator('#nda').fill('52440404744');
  return answer;
}

async function conflict(page, env) {
  const path = `/annuaire/etablissements/${await createEstablishment(env.carif)}`;
  await page.goto(path);
  await env.carif.save(path, { nda: '52440404744', domaines: ['44591', '15474'] });
  await page.locator('#nda').fill('11750000001');
  await page.locator('#uai').fill('0440001M');
  return submit(page, saveButton(page));
}

async function staleToken(page) {
  await page.goto(RECORD);
  await page.locator('#etablissement input[name=jeton]').evaluate((node) => { node.value = 'ancien'; });
  return submit(page, saveButton(page));
}

async function closedLogin(page) {
  await page.goto(RECORD);
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  const answer = await submit(page, saveButton(page));
  await page.context().addCookies(cookies);
  return answer;
}

async function saved(page, env) {
  const path = `/annuaire/etablissements/${await createEstablishment(env.carif)}`;
  await page.goto(path);
  await page.locator('#nda').fill('52440404744');
  return submit(page, saveButton(page));
}

async function dialog(page, words) {
  const answer = await page.goto(RECORD);
  await page.getByRole('button', { name: 'Ajouter un domaine' }).click();
  await page.locator('dialog[open]').waitFor();
  if (words) {
    await page.locator('dialog input[type=search]').fill(words);
    await page.locator('dialog .is-hit').first().waitFor();
    await page.locator('dialog .is-hit input:enabled').first().check();
  }
  return answer;
}

// As a browser without JavaScript reaches it: the record's own button, sent
// In the form of the record: the section alone is drawn again
async function searchedCertification(page) {
  const answer = await page.goto('/formations/192');
  await page.locator('#q-certification').fill('cap');
  await page.locator('#q-certification').press('Enter');
  await page.locator('.trouvees li').first().waitFor();
  return answer;
}

async function refusedSessions(page) {
  await page.goto('/actions/50751/sessions/nouvelle');
  await page.locator('#debut').fill('31/02/2090');
  await page.locator('#fin').fill('01/03/2090');
  await page.locator('button[name=ajouter][value=seance]').click();
  await page.locator('#seance-liste input[name$=debut]').last().fill('demain');
  return submit(page, page.locator('#fiche .save-bar [name=enregistrer]'));
}

async function addedPlace(page) {
  const answer = await page.goto('/actions/50751');
  await page.getByRole('button', { name: 'Ajouter un lieu' }).click();
  await page.getByRole('button', { name: "Reprendre l'adresse du site" }).last().click();
  await page.waitForFunction(() => document.querySelector('#lieu li:last-child [name$=ligne1]').value);
  return answer;
}

async function searchByForm(page) {
  await page.goto(RECORD);
  const button = page.getByRole('button', { name: 'Ajouter un domaine' });
  await button.evaluate((node) => node.removeAttribute('data-dialogue'));
  await submit(page, button);
  await page.locator('#q').fill('neige');
  return submit(page, page.getByRole('button', { name: 'Rechercher' }));
}

async function refusedLogin(page) {
  await page.goto('/connexion');
  return submit(page, page.getByRole('button', { name: 'Se connecter' }));
}

async function tooLarge(page) {
  await page.goto(NEW_RECORD);
  await page.locator('#raison_sociale').evaluate((node) => { node.value = 'x'.repeat(70000); });
  return submit(page, saveButton(page));
}

async function openLogins(page, env) {
  await new Client(env.server.base).login(OF);
  return page.goto('/compte/connexions');
}

async function refusedPassword(page, env) {
  await page.goto(env.server.invitation);
  await page.locator('#mot_de_passe').fill('court');
  await page.locator('#mot_de_passe_confirmation').fill('court');
  return submit(page, page.getByRole('button', { name: 'Enregistrer' }));
}

// Sent with nothing answered
async function unanswered(page) {
  await page.goto('/actions/51714/repondre');
  return submit(page, page.getByRole('button', { name: 'Envoyer mes réponses' }));
}

// ---- drafts, removed; what is published, modified

// Titles that differ: of two alike, the second is asked to be confirmed, and these pages are opened at the same time
let drafts = 0;
async function draft(env, words) {
  const intitule = `${words} ${drafts += 1}`;
  const path = '/formations/nouvelle';
  const form = formFields((await env.carif.get(`${path}?etablissement=${SIRET}`)).text, path);
  const answer = await env.carif.post(path, withFields(form, { intitule, enregistrer: '1' }));
  assert.equal(answer.status, 303, `${path}: ${answer.text.match(/<h2 id="erreurs-titre">.*?<\/ul>/s)?.[0] ?? answer.text.slice(0, 3000)}`);
  const [formation] = answer.headers.location.match(/^\/formations\/\d+/);
  const action = `${formation}/actions/nouvelle`;
  await env.carif.post(action, withFields(await env.carif.fields(action), { enregistrer: '1' }));
  return formation;
}

async function removableDraft(page, env) {
  return page.goto(`${await draft(env, 'Brouillon à supprimer')}/supprimer`);
}

async function removedDraft(page, env) {
  const formation = await draft(env, 'Brouillon supprimé');
  await env.carif.post(`${formation}/supprimer`, await env.carif.fields(`${formation}/supprimer`));
  return page.goto(formation);
}

async function removals(page, env) {
  await removedDraft(page, env);
  return page.goto('/admin/suppressions');
}

// ---- the public list of organisations

// Of an establishment that no account of the run administers: mails are counted elsewhere
const PUBLIC_LIST = 'numeroDeclarationActivite;denomination;siretEtablissementDeclarant;'
  + 'adressePhysiqueOrganismeFormation.codePostal;adressePhysiqueOrganismeFormation.ville;certifications.actionsDeFormation;'
  + 'certifications.bilansDeCompetences;certifications.VAE;certifications.actionsDeFormationParApprentissage\n'
  + '52440000001;Organisme voisin;00010000800002;44000;NANTES;true;true;true;true\n'
  + '11755000002;Écoles professionnelles du Nord et du Pas-de-Calais;55210055400013;59000;LILLE;true;false;false;true\n';

const publicList = (liste) => async (page, env) => {
  const file = join(env.server.dir, `liste-${liste}.csv`);
  writeFileSync(file, PUBLIC_LIST);
  await env.server.sofi('import', 'of', file);
  return page.goto(`/admin/ecarts-qualiopi?liste=${liste}`);
};

// ---- sites, contacts, open days

const NEW_SITE = `${RECORD}/sites/nouveau`;
const NEW_CONTACT = `${RECORD}/contacts/nouveau`;
const NEW_OPEN_DAY = `${RECORD}/portes-ouvertes/nouvelle`;
const CONTACT = '/annuaire/contacts/3127';
const WITHOUT_ACCOUNT = '/annuaire/contacts/3128';

const save = (page) => submit(page, page.locator('.record').getByRole('button', { name: 'Enregistrer', exact: true }));

async function fill(page, path, values) {
  await page.goto(path);
  await page.locator('details.more').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
  for (const [name, value] of Object.entries(values)) await page.locator(`.record #${name}`).fill(value);
  return save(page);
}

async function create(client, path, changes) {
  const answer = await client.post(path, withFields(await client.fields(path), changes));
  assert.equal(answer.status, 303, `${path}: ${answer.text.match(/erreurs-titre.*?<\/ul>/s)?.[0]}`);
  return answer.headers.location;
}

// A site whose certificate ends in so many days
async function certified(page, env, days) {
  const { site } = await newSite(env);
  const form = withFields(await env.carif.fields(site), { fin_qualiopi: day(days), categories_qualiopi: ['af', 'vae'] });
  for (const name of ['Certificat 2023.pdf', 'Certificat 2026, « définitif ».pdf']) {
    const answer = await env.carif.post(site, withFile(withFields(form, { version: undefined }), { name, bytes: pdf(name, 2_400_000) }));
    assert.equal(answer.status, 303);
  }
  return page.goto(site);
}

async function refusedWithFile(page, env) {
  const { site } = await newSite(env);
  await page.goto(site);
  await page.getByLabel('Certification (fichier)').setInputFiles({ name: 'Certificat.pdf', mimeType: 'application/pdf', buffer: pdf('x', 90000) });
  await page.locator('form[data-envoi]').evaluate((form) => form.removeAttribute('data-envoi'));
  return save(page);
}

async function tooLargeFile(page) {
  const answer = await page.goto(SITE);
  await page.getByLabel('Certification (fichier)').setInputFiles({ name: 'Certificat.pdf', mimeType: 'application/pdf', buffer: pdf('x', 6_000_000) });
  await page.locator('#certificat-erreur').waitFor();
  return answer;
}

async function fileOnItsWay(page) {
  const answer = await page.goto(SITE);
  await page.getByLabel('Certification (fichier)').setInputFiles({ name: 'Certificat.pdf', mimeType: 'application/pdf', buffer: pdf('x', 60_000) });
  await page.locator('#site').evaluate((part) => {
    const state = part.querySelector('[data-envoi-etat]');
    state.hidden = false;
    state.querySelector('progress').value = 40;
    state.querySelector('.envoi-texte').textContent = '40\u00a0%';
  });
  return answer;
}

async function siteConflict(page, env) {
  const { site } = await newSite(env);
  await page.goto(site);
  await env.carif.save(site, { telephone_fixe: '02 40 20 21 31', email: 'a@exemple.fr', restauration: 'Self à 200 m' });
  await page.locator('#site_web').fill('https://www.exemple.fr');
  return save(page);
}

async function contactConflict(page, env) {
  const { siret } = await newSite(env);
  const contact = await create(env.carif, `/annuaire/etablissements/${siret}/contacts/nouveau`, { nom: 'Martin', prenom: 'Zoé' });
  await page.goto(contact);
  await env.carif.save(contact, { fonction: 'Directrice' });
  await page.locator('#telephone').fill('0240202131');
  return save(page);
}

async function secondary(page) {
  return page.goto('/annuaire/sites/36402');
}

async function farAway(page, env) {
  const { site } = await newSite(env);
  await env.carif.save(site, { longitude: '2,35', latitude: '48,85' });
  return page.goto(site);
}

// With all that an establishment may have, and words that nothing cuts
async function crowded(page, env) {
  const { siret } = await newSite(env);
  const record = `/annuaire/etablissements/${siret}`;
  for (let i = 1; i <= 3; i++) {
    await create(env.carif, `${record}/sites/nouveau`, {
      nom_usage: `CENTRE DE FORMATION NUMÉRO ${i} DES MÉTIERS DE L'ENVIRONNEMENT ET DE LA MER`, ligne1: `${i} rue`,
      code_postal: '44000', bureau_distributeur: 'NANTES', commune_insee: '44109',
    });
    await create(env.carif, `${record}/portes-ouvertes/nouvelle`, {
      libelle: `Journée portes ouvertes numéro ${i} du centre de formation`, nature: 'forum', date_debut: day(10 * i), date_fin: day(10 * i + 1),
    });
    await create(env.carif, `${record}/portes-ouvertes/nouvelle`, { libelle: `Forum passé ${i}`, nature: 'forum', date_debut: day(-10 * i) });
  }
  const unbroken = await create(env.carif, `${record}/contacts/nouveau`, {
    nom: 'X'.repeat(50), prenom: 'Y'.repeat(50), fonction: 'Z'.repeat(120), email: `${siret}${'a'.repeat(50)}@${'b'.repeat(60)}.exemple.fr`, public: '1',
  });
  await confirmedAgo(env.server, env.carif, 0);
  await env.carif.save(`${unbroken}/administration`, { sites_administrables: (await env.carif.fields(unbroken)).find(([name]) => name === 'site')[1] });
  await create(env.carif, `${record}/portes-ouvertes/nouvelle`, {
    libelle: 'W'.repeat(255), nature: 'forum', date_debut: day(5), commentaire: 'V'.repeat(500), site_internet: `https://www.exemple.fr/${'u'.repeat(300)}`,
  });
  await env.carif.save(record, { raison_sociale: `${'ORGANISME'.repeat(20)}` });
  for (let i = 1; i <= 12; i++) {
    await create(env.carif, `${record}/contacts/nouveau`, {
      nom: `Le Goff-Delaunay de la Rochefoucauld ${i}`, prenom: 'Marie-Antoinette', referents: ['sofi', '1', '2', '10'], email: `contact${i}@exemple.fr`,
    });
  }
  return siret;
}

async function refusedLoginMail(page, env) {
  await confirmedAgo(env.server, env.of, 0);
  await page.goto(`${WITHOUT_ACCOUNT}/administration`);
  await page.locator('#email_login').fill(OF);
  return save(page);
}

// With a login of its own, which grew old meanwhile
async function passwordAskedAgain(page, env) {
  const own = await new Client(env.server.base).login(CARIF);
  const cookies = await page.context().cookies();
  await page.context().addCookies([{ name: 'sofi', value: own.cookies.sofi, url: env.server.base }]);
  await page.goto(`${CONTACT}/administration`);
  await confirmedAgo(env.server, own, 301);
  await page.locator('#email_login').fill('camille.aubry@exemple.fr');
  const answer = await save(page);
  return { answer, back: () => page.context().addCookies(cookies) };
}

async function askedPassword(page, env) {
  const { answer, back } = await passwordAskedAgain(page, env);
  await back();
  return answer;
}

async function wrongPassword(page, env) {
  const { back } = await passwordAskedAgain(page, env);
  await page.getByLabel('Votre mot de passe').fill('un autre mot de passe');
  const answer = await submit(page, page.getByRole('button', { name: "Enregistrer l'administration" }));
  await back();
  return answer;
}

async function refusedGesture(page, env) {
  await confirmedAgo(env.server, env.of, 0);
  await page.goto(`${WITHOUT_ACCOUNT}/gestion`);
  return submit(page, page.getByRole('button', { name: 'Effacer le contact' }));
}

async function openDay(page, name) {
  await page.goto(RECORD);
  const details = page.locator('#portes-ouvertes details');
  if (await details.count()) await details.evaluate((node) => { node.open = true; });
  return submit(page, page.locator('#portes-ouvertes').getByRole('link', { name }));
}

async function openDayHistory(page) {
  await openDay(page, 'Portes ouvertes de printemps');
  return submit(page, page.getByRole('link', { name: 'Historique' }));
}

async function refusedDeletion(page) {
  await openDay(page, 'Forum des métiers');
  return submit(page, page.getByRole('button', { name: 'Supprimer ces portes ouvertes' }));
}

async function refusedOpenDay(page) {
  await page.goto(NEW_OPEN_DAY);
  await page.locator('#libelle').fill('Portes ouvertes');
  await page.locator('#date_debut').fill(day(3));
  await page.locator('#date_fin').fill(day(2));
  await page.locator('#commentaire').fill('x'.repeat(501));
  return save(page);
}

async function forgotten(page, email) {
  await page.goto('/mot-de-passe/oublie');
  await page.locator('#email').fill(email);
  return submit(page, page.getByRole('button', { name: 'Recevoir un lien' }));
}

export const pages = [
  { name: 'connexion', open: at('/connexion') },
  { name: 'connexion-erreur', open: refusedLogin, status: 422 },
  { name: 'connexion-reprise', as: 'of', open: closedLogin, status: 403 },
  { name: 'mot-de-passe', open: (page, env) => page.goto(env.server.invitation) },
  { name: 'mot-de-passe-erreur', open: refusedPassword, status: 422 },
  { name: 'mes-connexions', as: 'of', open: openLogins },
  { name: 'tableau-de-bord', as: 'of', open: at('/tableau-de-bord') },
  { name: 'annuaire', as: 'carif', open: at('/annuaire') },
  { name: 'annuaire-sans-resultat', as: 'carif', open: at('/annuaire?q=xylophone') },
  { name: 'etablissement', as: 'of', open: at(RECORD) },
  { name: 'etablissement-modifie', as: 'of', open: editedRecord },
  { name: 'etablissement-enregistre', as: 'carif', open: saved },
  { name: 'etablissement-erreur', as: 'of', open: refusedRecord, status: 422 },
  { name: 'etablissement-officier', as: 'carif', open: at(RECORD) },
  { name: 'conflit', as: 'carif', open: conflict, status: 409 },
  { name: 'reprise', as: 'of', open: staleToken, status: 403 },
  { name: 'nouveau', as: 'carif', open: at(NEW_RECORD) },
  { name: 'nouveau-erreur', as: 'carif', open: refusedNew, status: 422 },
  { name: 'historique', as: 'of', open: at(`${RECORD}/historique`) },
  { name: 'etablissement-complet', as: 'carif', open: async (page, env) => page.goto(`/annuaire/etablissements/${await crowded(page, env)}`) },
  { name: 'etablissement-vide', as: 'carif', open: async (page, env) => page.goto(`/annuaire/etablissements/${await createEstablishment(env.carif)}`) },
  { name: 'site', as: 'of', open: at(SITE) },
  { name: 'site-secondaire', as: 'of', open: secondary },
  { name: 'site-erreur', as: 'of', open: (page) => fill(page, SITE, { ligne1: 'x'.repeat(63), code_postal: '99999', latitude: '147', restauration: 'x'.repeat(251), fin_qualiopi: '31/02/2026' }), status: 422 },
  { name: 'site-conflit', as: 'admin', open: siteConflict, status: 409 },
  { name: 'site-nouveau', as: 'of', open: at(NEW_SITE) },
  { name: 'site-nouveau-erreur', as: 'of', open: (page) => fill(page, NEW_SITE, {}), status: 422 },
  { name: 'site-certificat-a-jour', as: 'carif', open: (page, env) => certified(page, env, 400) },
  { name: 'site-certificat-bientot', as: 'carif', open: (page, env) => certified(page, env, 45) },
  { name: 'site-certificat-expire', as: 'carif', open: (page, env) => certified(page, env, -30) },
  { name: 'site-certificat-recu', as: 'carif', open: refusedWithFile, status: 422 },
  { name: 'site-certificat-trop-gros', as: 'of', open: tooLargeFile },
  { name: 'site-certificat-envoi', as: 'of', open: fileOnItsWay },
  { name: 'site-eloigne', as: 'carif', open: farAway },
  { name: 'site-historique', as: 'of', open: at(`${SITE}/historique`) },
  { name: 'contact', as: 'of', open: at(CONTACT) },
  { name: 'contact-nouveau', as: 'of', open: at(NEW_CONTACT) },
  { name: 'contact-erreur', as: 'of', open: (page) => fill(page, NEW_CONTACT, { telephone: '12', email: 'personne' }), status: 422 },
  { name: 'contact-conflit', as: 'admin', open: contactConflict, status: 409 },
  { name: 'contact-administration', as: 'carif', open: at(`${CONTACT}/administration`) },
  { name: 'contact-administration-sans-compte', as: 'of', open: at(`${WITHOUT_ACCOUNT}/administration`) },
  { name: 'contact-administration-erreur', as: 'of', open: refusedLoginMail, status: 422 },
  { name: 'confirmation', as: 'carif', open: askedPassword, status: 403 },
  { name: 'confirmation-erreur', as: 'carif', open: wrongPassword, status: 422 },
  { name: 'contact-gestion', as: 'of', open: at(`${CONTACT}/gestion`) },
  { name: 'contact-gestion-officier', as: 'carif', open: at(`${CONTACT}/gestion`) },
  { name: 'contact-gestion-sans-compte', as: 'of', open: at(`${WITHOUT_ACCOUNT}/gestion`) },
  { name: 'contact-gestion-erreur', as: 'of', open: refusedGesture, status: 422 },
  { name: 'contact-historique', as: 'of', open: at(`${CONTACT}/historique`) },
  { name: 'porte-ouverte', as: 'of', open: (page) => openDay(page, 'Portes ouvertes de printemps') },
  { name: 'porte-ouverte-passee', as: 'of', open: (page) => openDay(page, 'Forum des métiers') },
  { name: 'porte-ouverte-nouvelle', as: 'of', open: at(NEW_OPEN_DAY) },
  { name: 'porte-ouverte-erreur', as: 'of', open: refusedOpenDay, status: 422 },
  { name: 'porte-ouverte-suppression', as: 'of', open: refusedDeletion, status: 422 },
  { name: 'porte-ouverte-historique', as: 'of', open: openDayHistory },
  { name: 'oublie', open: at('/mot-de-passe/oublie') },
  { name: 'oublie-erreur', open: (page) => forgotten(page, 'personne'), status: 422 },
  { name: 'oublie-envoye', open: (page) => forgotten(page, 'personne@exemple.fr') },
  { name: 'mot-de-passe-perime', open: at('/mot-de-passe/perime'), status: 404 },
  { name: 'offre-etablissement', open: at(`/offre/etablissements/${SIRET}`) },
  { name: 'offre-etablissement-complet', open: async (page, env) => page.goto(`/offre/etablissements/${await crowded(page, env)}`) },
  { name: 'offre-etablissement-vide', open: at('/offre/etablissements/00010000800002') },
  { name: 'offre-portes-ouvertes', open: at('/offre/portes-ouvertes') },
  { name: 'offre-porte-ouverte', open: async (page) => {
    await page.goto('/offre/portes-ouvertes');
    return submit(page, page.locator('.public-event h3 a').first());
  } },
  { name: 'offre-portes-ouvertes-sans-resultat', open: at('/offre/portes-ouvertes?nature=visio&departement=72') },
  { name: 'recherche-domaine', as: 'of', open: at('/annuaire/formacodes?q=neige') },
  { name: 'recherche-domaine-vide', as: 'of', open: at('/annuaire/formacodes') },
  { name: 'recherche-domaine-sans-resultat', as: 'of', open: at('/annuaire/formacodes?q=xylophage') },
  { name: 'recherche-domaine-formulaire', as: 'of', open: searchByForm },
  { name: 'dialogue', as: 'of', open: (page) => dialog(page, 'neige') },
  { name: 'dialogue-vide', as: 'of', open: (page) => dialog(page, '') },
  { name: 'sessions', as: 'of', open: at('/sessions?liste=actives') },
  { name: 'actions', as: 'carif', open: at('/actions?liste=en-attente-validation') },
  { name: 'formations', as: 'of', open: at('/formations?etat=en_attente_de_validation') },
  { name: 'formation-nouvelle', as: 'of', open: at('/formations/nouvelle') },
  { name: 'formation-choix', as: 'carif', open: at('/formations/nouvelle') },
  { name: 'formation', as: 'of', open: at('/formations/192') },
  { name: 'formation-certification', as: 'carif', open: searchedCertification },
  { name: 'formation-historique', as: 'of', open: at('/formations/192/historique') },
  { name: 'site-fermeture', as: 'of', open: closingSite, status: 422 },
  { name: 'action-nouvelle', as: 'of', open: at('/formations/192/actions/nouvelle') },
  { name: 'action', as: 'of', open: at('/actions/50751') },
  { name: 'action-differences', as: 'of', open: at('/actions/50751/differences') },
  { name: 'action-renoncer', as: 'of', open: at('/actions/50751/abandonner') },
  { name: 'action-en-ligne', as: 'of', open: at('/actions/50751/apercu?version=en-ligne') },
  { name: 'formation-en-ligne', as: 'of', open: at('/formations/192/apercu') },
  { name: 'action-en-attente', as: 'of', open: at('/actions/50752') },
  { name: 'action-decision', as: 'carif', open: at('/actions/50752') },
  { name: 'validation', as: 'carif', open: at('/validation') },
  { name: 'validation-vide', as: 'carif', open: at('/validation?departement=01') },
  { name: 'examen', as: 'carif', open: at('/validation/actions/50752') },
  { name: 'examen-premiere', as: 'carif', open: at('/validation/actions/51713') },
  { name: 'repondre', as: 'of', open: at('/actions/51714/repondre') },
  { name: 'repondre-incomplet', as: 'of', open: unanswered, status: 422 },
  { name: 'action-questions', as: 'of', open: at('/actions/51714') },
  { name: 'action-code-remplace', as: 'of', open: at('/actions/51641') },
  { name: 'action-apercu', as: 'of', open: at('/actions/50751/apercu') },
  { name: 'action-apercu-lheo', as: 'of', open: at('/actions/50751/apercu?vue=lheo') },
  { name: 'action-lieu', as: 'of', open: addedPlace },
  { name: 'sessions-nouvelles', as: 'of', open: at('/actions/50751/sessions/nouvelle') },
  { name: 'sessions-refusees', as: 'of', open: refusedSessions, status: 422 },
  { name: 'session-copie', as: 'of', open: at('/actions/50751/sessions/nouvelle?modele=133036') },
  { name: 'session', as: 'of', open: at('/sessions/133036') },
  { name: 'session-publiee-supprimer', as: 'of', open: at('/sessions/133036/supprimer') },
  { name: 'formation-supprimer', as: 'carif', open: removableDraft },
  { name: 'formation-supprimee', as: 'carif', open: removedDraft, status: 404 },
  { name: 'suppressions', as: 'carif', open: removals },
  { name: 'ecarts', as: 'carif', open: at('/admin/ecarts-qualiopi') },
  { name: 'ecarts-delai', as: 'carif', open: publicList('delai') },
  { name: 'ecarts-inconnus', as: 'carif', open: publicList('inconnus') },
  { name: 'reconduction', as: 'of', open: at('/sessions/reconduction?liste=actives') },
  { name: 'aide', open: at('/aide') },
  { name: 'aide-sujet', as: 'of', open: at('/aide/gerer-les-sites?de=/annuaire/sites/36364') },
  { name: 'aide-sujet-visiteur', open: at('/aide/mot-de-passe') },
  { name: 'accessibilite', open: at('/accessibilite') },
  { name: 'donnees-personnelles', open: at('/donnees-personnelles') },
  { name: 'mentions-legales', open: at('/mentions-legales') },
  { name: 'erreur-403', as: 'of', open: at(NEW_RECORD), status: 403 },
  { name: 'erreur-404', open: at('/nulle-part'), status: 404 },
  { name: 'erreur-404-connecte', as: 'of', open: at('/annuaire/etablissements/00010000800002'), status: 404 },
  { name: 'erreur-413', as: 'carif', open: tooLarge, status: 413 },
  { name: 'erreur-414', as: 'of', open: (page) => page.goto(`/annuaire?q=${'a'.repeat(9000)}`), status: 414 },
];
