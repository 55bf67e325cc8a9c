// A person's own account: the open logins, and the password that is asked again.
import assert from 'node:assert/strict';
import { Client, FLASH, RECORD, confirmedAgo, formFields, person, pressAndLoad, submit, withFields } from './harness.mjs';

const SECRET = 'quatre chevaux gris dorment';

// An officer's account of its own, that no other test logs in with
async function newAccount(env, email) {
  const said = await env.server.sofi('compte', 'creer', '--email', email, '--profil', 'ADMIN');
  const lien = new URL(said.match(/https?:\S+/)[0]).pathname;
  const visitor = new Client(env.server.base);
  const form = withFields(formFields((await visitor.get(lien)).text, lien), { mot_de_passe: SECRET, mot_de_passe_confirmation: SECRET });
  assert.equal((await visitor.post(lien, form)).status, 303);
  return { login: () => new Client(env.server.base).login(email, SECRET) };
}

const isOpen = async (client) => (await client.get('/tableau-de-bord')).status === 200;

// One login closed, then all the others
async function logins(env, javaScriptEnabled) {
  const account = await newAccount(env, `connexions-${javaScriptEnabled}@exemple.fr`);
  const [lost, second, third] = [await account.login(), await account.login(), await account.login()];
  const user = await person(env.browser, env.server, { client: await account.login(), javaScriptEnabled });
  const { page } = user;
  await page.goto('/tableau-de-bord');
  await submit(page, page.getByRole('link', { name: 'Mes connexions' }));
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Mes connexions');
  assert.equal(await page.getByText('Cette connexion', { exact: true }).count(), 1);
  const buttons = page.getByRole('button', { name: /^Fermer la connexion Navigateur inconnu, ouverte le / });
  assert.equal(await buttons.count(), 3);
  await submit(page, buttons.last());
  assert.equal(await page.locator(FLASH).innerText(), 'Connexion fermée');
  assert.equal(await buttons.count(), 2);
  assert.deepEqual([await isOpen(lost), await isOpen(second), await isOpen(third)], [false, true, true], 'the one that was used least lately');
  await submit(page, page.getByRole('button', { name: 'Fermer toutes les autres connexions' }));
  assert.equal(await page.locator(FLASH).innerText(), 'Connexions fermées');
  assert.equal(await buttons.count(), 0);
  assert.deepEqual([await isOpen(second), await isOpen(third)], [false, false]);
  await user.close();
}

// A contact of the demonstration's organisation with an account; the address of its tab Administration.
async function contactWithAccount(client, email) {
  const path = `${RECORD}/contacts/nouveau`;
  const answer = await client.post(path, withFields(await client.fields(path), { nom: 'Picard', prenom: email.split('@')[0].replace('-', ' '), email }));
  assert.equal(answer.status, 303);
  const administration = `${answer.headers.location}/administration`;
  await client.save(administration, {});
  return administration;
}

// What was typed waits behind the question, is kept by a wrong answer, and is saved by the right one; then no question for a while.
async function confirmation(env, javaScriptEnabled) {
  const account = await newAccount(env, `confirmation-${javaScriptEnabled}@exemple.fr`);
  const client = await account.login();
  const administration = await contactWithAccount(client, `picard-${javaScriptEnabled}@exemple.fr`);
  const user = await person(env.browser, env.server, { client, javaScriptEnabled });
  const { page } = user;
  const question = page.getByRole('heading', { level: 1, name: 'Confirmez votre mot de passe' });
  const password = page.getByLabel('Votre mot de passe');
  const save = () => submit(page, page.locator('.record').getByRole('button', { name: 'Enregistrer', exact: true }));
  const answerWith = async (words) => {
    await password.fill(words);
    return pressAndLoad(page, 'Enter');
  };
  await page.goto(administration);
  await page.getByLabel('Email de login').fill(`neuve-${javaScriptEnabled}@exemple.fr`);
  await page.getByLabel('Notification Email').uncheck();
  await confirmedAgo(env.server, client, 301);
  assert.equal((await save()).status(), 403);
  assert.ok(await question.isVisible());
  assert.ok(await password.evaluate((node) => node === document.activeElement), 'the password is typed at once');
  assert.equal((await answerWith('un autre mot de passe')).status(), 422);
  assert.ok(await page.getByText(`neuve-${javaScriptEnabled}@exemple.fr`, { exact: true }).isVisible());
  assert.equal((await client.saved(administration, 'email_login'))[0], `picard-${javaScriptEnabled}@exemple.fr`);
  await answerWith(SECRET);
  assert.equal(new URL(page.url()).pathname, administration);
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  assert.equal(await page.getByLabel('Email de login').inputValue(), `neuve-${javaScriptEnabled}@exemple.fr`);
  assert.equal(await page.getByLabel('Notification Email').isChecked(), false);
  await page.getByLabel('Notification Email').check();
  await save();
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  await user.close();
}

export async function compteTests(suite, env) {
  await suite.test('account: open logins are shown and closed', () => logins(env, true));
  await suite.test('account: open logins are closed without JavaScript', () => logins(env, false));
  await suite.test('account: the password is asked again', () => confirmation(env, true));
  await suite.test('account: the password is asked again without JavaScript', () => confirmation(env, false));
}
