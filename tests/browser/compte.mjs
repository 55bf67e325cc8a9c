// A person's own account: the open logins.
import assert from 'node:assert/strict';
import { Client, FLASH, formFields, person, submit, withFields } from './harness.mjs';

const SECRET = 'quatre chevaux gris dorment';

// An officer's account of its own, that no other test logs in with
async function newAccount(env, email) {
  const said = await env.server.sofi('compte', 'creer', '--email', email, '--profil', 'ADMIN');
  const lien = new URL(said.match(/https?:\S+/)[0]).pathname;
  const visitor = new Client(env.server.base);
  const form = withFields(formFields((await visitor.get(lien)).text, lien), { mot_de_passe: SECRET, mot_de_passe_confirmation: SECRET });
  assert.equal((await visitor.post(lien, form)).status, 303);
  return { email, login: () => new Client(env.server.base).login(email, SECRET) };
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

export async function compteTests(suite, env) {
  await suite.test('account: open logins are shown and closed', () => logins(env, true));
  await suite.test('account: open logins are closed without JavaScript', () => logins(env, false));
}
