// Every page of the application, in every state that looks different. `as`: who looks (a login of the
// run, or nobody); `open`: how one gets there, giving the answer of the server; `status`: its code.
import {
  NEW_RECORD, RECORD, createEstablishment, saveButton, submit,
} from './harness.mjs';

const at = (path) => (page) => page.goto(path);

async function refusedRecord(page) {
  await page.goto(RECORD);
  await page.locator('#nda').fill('12');
  await page.locator('#uai').fill('0440001Z');
  await page.locator('#domaines-liste').evaluate((list) => list.replaceChildren());
  return submit(page, saveButton(page));
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

async function closedLogin(page, env) {
  await page.goto(RECORD);
  await page.context().clearCookies();
  const answer = await submit(page, saveButton(page));
  await page.context().addCookies(Object.entries(env.of.cookies).map(([name, value]) => ({ name, value, url: env.server.base })));
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

async function refusedPassword(page, env) {
  await page.goto(env.server.invitation);
  await page.locator('#mot_de_passe').fill('court');
  await page.locator('#mot_de_passe_confirmation').fill('court');
  return submit(page, page.getByRole('button', { name: 'Enregistrer' }));
}

export const pages = [
  { name: 'connexion', open: at('/connexion') },
  { name: 'connexion-erreur', open: refusedLogin, status: 422 },
  { name: 'connexion-reprise', as: 'of', open: closedLogin, status: 403 },
  { name: 'mot-de-passe', open: (page, env) => page.goto(env.server.invitation) },
  { name: 'mot-de-passe-erreur', open: refusedPassword, status: 422 },
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
  { name: 'recherche-domaine', as: 'of', open: at('/annuaire/formacodes?q=neige') },
  { name: 'recherche-domaine-vide', as: 'of', open: at('/annuaire/formacodes') },
  { name: 'recherche-domaine-sans-resultat', as: 'of', open: at('/annuaire/formacodes?q=xylophage') },
  { name: 'recherche-domaine-formulaire', as: 'of', open: searchByForm },
  { name: 'dialogue', as: 'of', open: (page) => dialog(page, 'neige') },
  { name: 'dialogue-vide', as: 'of', open: (page) => dialog(page, '') },
  { name: 'formations', as: 'of', open: at('/formations') },
  { name: 'aide', open: at('/aide') },
  { name: 'accessibilite', open: at('/accessibilite') },
  { name: 'donnees-personnelles', open: at('/donnees-personnelles') },
  { name: 'mentions-legales', open: at('/mentions-legales') },
  { name: 'erreur-403', as: 'of', open: at(NEW_RECORD), status: 403 },
  { name: 'erreur-404', open: at('/nulle-part'), status: 404 },
  { name: 'erreur-404-connecte', as: 'of', open: at('/annuaire/etablissements/00010000800002'), status: 404 },
  { name: 'erreur-413', as: 'carif', open: tooLarge, status: 413 },
  { name: 'erreur-414', as: 'of', open: (page) => page.goto(`/annuaire?q=${'a'.repeat(9000)}`), status: 414 },
];
