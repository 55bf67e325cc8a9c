// Certificates that are refused, cut on the way, or kept while the rest of the form is mended.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import {
  Client, FLASH, NBSP, createEstablishment, day, formFields, pdf, person, submit, unescape, withFields, withFile,
} from './harness.mjs';

const MO = 1024 * 1024;
const LIMIT = 5 * MO;
const wrong = (what) => `Certification (fichier)${NBSP}: ${what}`;
const TOO_LARGE = wrong(`5,1${NBSP}Mo, 5${NBSP}Mo au maximum`);
const EMPTY = wrong('fichier vide, un PDF, un JPEG ou un PNG attendu');
const NOT_A_PDF = wrong("le contenu n'est pas de ce format, un PDF, un JPEG ou un PNG attendu");
const SCRIPT = Buffer.from('#!/bin/sh\nrm -rf "$HOME"\n');

// An establishment whose principal site has an address: { siret, site: its path }
export async function newSite(env) {
  const siret = await createEstablishment(env.carif);
  const record = await env.carif.get(`/annuaire/etablissements/${siret}`);
  const site = `/annuaire/sites/${record.text.match(/<option value="(\d+)" selected>Site /)[1]}`;
  await env.carif.save(site, {
    ligne1: '1 rue des Essais', code_postal: '44000', bureau_distributeur: 'NANTES', commune_insee: '44109',
  });
  return { siret, site };
}

// What the page says at the top and at the field; what was sent is still in it
export function assertRefusedForm(answer, sent, field, message, adresse) {
  const html = unescape(answer.text);
  assert.equal(answer.status, 422);
  assert.match(html, new RegExp(`<title>Erreur${NBSP}: `));
  const summary = html.match(/<div class="error-summary".*?<\/div>/s)[0];
  assert.ok(summary.includes(`href="#${field}">${message}</a>`), summary);
  const near = html.match(new RegExp(`id="${field}-erreur".*?</p>`, 's'))?.[0] ?? '';
  assert.ok(near.includes(message), `message at ${field}: ${near}`);
  const line = (text) => text.replaceAll('\r\n', '\n');
  const held = formFields(answer.text, adresse);
  for (const [name, value] of sent.filter(([key]) => key !== 'jeton' && key !== 'envoi')) {
    assert.ok(held.some((pair) => pair[0] === name && line(pair[1]) === line(value)), `${name}=${value} is still in the form`);
  }
}

async function noCertificate(env, site) {
  assert.equal((await env.carif.get(`${site}/certificat`)).status, 404, 'nothing was kept');
}

// ---------------------------------------------------------------------------- as without JavaScript

async function refusedFiles(env) {
  const { site } = await newSite(env);
  const sent = withFields(await env.carif.fields(site), { ligne2: 'Bâtiment « B & C »', fin_qualiopi: day(300) });
  for (const [file, message] of [
    [{ name: 'gros.pdf', bytes: pdf('gros', LIMIT + 1) }, TOO_LARGE],
    [{ name: 'certificat.pdf', bytes: SCRIPT, type: 'application/pdf' }, NOT_A_PDF],
    [{ name: 'vide.pdf', bytes: Buffer.alloc(0) }, EMPTY],
    [{ name: 'page.pdf', bytes: Buffer.from('<!DOCTYPE html><script>alert(1)</script>') }, NOT_A_PDF],
  ]) {
    const answer = await env.carif.post(site, withFile(sent, file));
    assertRefusedForm(answer, sent, 'certificat', message, site);
    await noCertificate(env, site);
  }
  const huge = await env.carif.post(site, withFile(sent, { name: 'enorme.pdf', bytes: pdf('enorme', 7 * MO) }));
  assert.equal(huge.status, 413);
  assert.match(unescape(huge.text), /fait 7,1.Mo, 6,0.Mo au maximum avec tout le formulaire \(5.Mo pour un certificat\)/);
  assert.match(huge.text, /Déconnexion/, 'still logged in');
  assert.deepEqual(await env.carif.saved(site, 'ligne2'), ['']);
}

// The largest that is taken comes back byte for byte; so does the one before, from the history.
async function largestFile(env) {
  const { site } = await newSite(env);
  const files = ['premier', 'second'].map((words) => ({ name: `${words} & "dernier".pdf`, bytes: pdf(words, LIMIT) }));
  for (const file of files) {
    const answer = await env.carif.post(site, withFile(withFields(await env.carif.fields(site), { fin_qualiopi: day(300) }), file));
    assert.equal(answer.status, 303, unescape(answer.text.match(/erreurs-titre.*?<\/ul>/s)?.[0] ?? ''));
  }
  const page = unescape((await env.carif.get(site)).text);
  assert.ok(page.includes('Certificats précédents (1)'));
  const older = page.match(/href="([^"]*\/certificat\?id=\d+)"/)[1];
  for (const [path, file] of [[`${site}/certificat`, files[1]], [older, files[0]]]) {
    const answer = await env.carif.get(path);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'application/pdf');
    assert.match(answer.headers['content-disposition'], /^attachment;/);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.ok(answer.bytes.equals(file.bytes), path);
  }
  for (const client of [env.of, new Client(env.server.base)]) {
    assert.notEqual((await client.get(`${site}/certificat`)).status, 200, 'not to everybody');
  }
}

// The file is not to be chosen again when another field is wrong.
async function keptFile(env) {
  const { site } = await newSite(env);
  const bytes = pdf('gardé');
  const fields = await env.carif.fields(site);
  for (const [fin, message] of [
    ['', 'obligatoire avec Qualiopi, attendu jj/mm/aaaa'], ['31/02/2026', "31/02/2026 n'existe pas dans le calendrier"],
  ]) {
    const sent = withFields(fields, { qualite: ['qualiopi'], fin_qualiopi: fin });
    const answer = await env.carif.post(site, withFile(sent, { name: 'gardé.pdf', bytes }));
    assertRefusedForm(answer, sent, 'fin_qualiopi', `Fin de certification Qualiopi${NBSP}: ${message}`, site);
    assert.match(unescape(answer.text), /<strong>gardé\.pdf<\/strong> \(1.Ko\) est bien arrivé/);
    await noCertificate(env, site);
    if (fin) {
      const mended = withFields(formFields(answer.text, site), { fin_qualiopi: day(200) });
      assert.equal((await env.carif.post(site, mended)).status, 303);
    }
  }
  assert.ok((await env.carif.get(`${site}/certificat`)).bytes.equals(bytes));
}

// A line that breaks in the middle of the file: the server goes on, nothing is saved.
async function cutSocket(env) {
  const { site } = await newSite(env);
  const form = withFile(withFields(await env.carif.fields(site), { nom_usage: 'COUPÉ', fin_qualiopi: day(300) }),
    { name: 'coupe.pdf', bytes: pdf('coupé', 4 * MO) });
  const coded = new Response(form);
  const body = Buffer.from(await coded.arrayBuffer());
  const cookie = Object.entries(env.carif.cookies).map((pair) => pair.join('=')).join('; ');
  await new Promise((done) => {
    const socket = connect(env.server.port, '127.0.0.1', () => {
      socket.write(`POST ${site} HTTP/1.1\r\nHost: 127.0.0.1:${env.server.port}\r\nCookie: ${cookie}\r\n`
        + `Content-Type: ${coded.headers.get('content-type')}\r\nContent-Length: ${body.length}\r\n\r\n`);
      socket.write(body.subarray(0, body.length / 2), () => socket.destroy());
    });
    socket.on('error', () => {});
    socket.on('close', done);
  });
  assert.equal((await env.carif.get('/sante')).status, 200);
  await noCertificate(env, site);
  assert.notDeepEqual(await env.carif.saved(site, 'nom_usage'), ['COUPÉ']);
}

// ---------------------------------------------------------------------------- in the browser

async function choose(page, name, buffer) {
  await page.getByLabel('Certification (fichier)').setInputFiles({ name, mimeType: 'application/pdf', buffer });
}

const save = (page) => page.locator('#site').getByRole('button', { name: 'Enregistrer', exact: true });
const hasFocus = (locator) => locator.evaluate((node) => node === document.activeElement);

async function stillThere(page) {
  assert.equal(await page.locator('#ligne2').inputValue(), 'Escalier « C »');
  assert.equal(await page.locator('#fin_qualiopi').inputValue(), day(150));
}

async function inBrowser(env) {
  const { site } = await newSite(env);
  const user = await person(env.browser, env.server, { client: env.carif });
  const { page } = user;
  const posts = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  await page.goto(site);
  await page.locator('#ligne2').fill('Escalier « C »');
  await page.locator('#fin_qualiopi').fill(day(150));

  // Too large: told before anything is sent
  await choose(page, 'gros.pdf', pdf('gros', LIMIT + 1));
  await page.locator('#certificat-erreur').waitFor();
  assert.equal(await page.locator('#certificat-erreur').innerText(), TOO_LARGE);
  await save(page).click();
  assert.ok(await hasFocus(page.locator('#certificat')));
  assert.deepEqual(posts, [], 'nothing was sent');
  await stillThere(page);

  // A script that calls itself PDF: the server's answer takes the place of the page
  await choose(page, 'certificat.pdf', SCRIPT);
  assert.equal(await page.locator('#certificat-erreur').count(), 0, 'the message goes with its cause');
  await save(page).click();
  await page.locator('.error-summary').waitFor();
  assert.ok(await hasFocus(page.locator('.error-summary')), 'the summary has the focus');
  assert.match(await page.title(), new RegExp(`^Erreur${NBSP}: `));
  await page.locator('.error-summary').getByRole('link', { name: NOT_A_PDF }).click();
  assert.ok(await hasFocus(page.locator('#certificat')));
  await stillThere(page);

  await cutInBrowser(user, site);
  const [answer] = await Promise.all([page.waitForResponse((response) => response.url().endsWith(site) && response.request().method() === 'GET'),
    save(page).click()]);
  assert.equal(answer.status(), 200);
  await page.locator(FLASH).waitFor();
  await stillThere(page);
  assert.ok((await env.carif.get(`${site}/certificat`)).bytes.equals(pdf('bon', MO)));
  await user.close();
}

async function cutInBrowser({ page, problems }, site) {
  await choose(page, 'bon.pdf', pdf('bon', MO));
  await page.route(`**${site}`, (route) => route.abort('connectionreset'));
  await save(page).click();
  await page.getByText(/^Envoi interrompu/).waitFor();
  assert.match(await page.locator('.envoi-texte').innerText(), /rien n’a été enregistré, votre saisie est toujours là/);
  await page.unroute(`**${site}`);
  await stillThere(page);
  assert.ok(await save(page).isEnabled() && await hasFocus(save(page)));
  // The browser tells its console of what was cut, and of nothing else
  assert.ok(problems.every((problem) => /ERR_CONNECTION_RESET|422/.test(problem)), problems.join('\n'));
  problems.length = 0;
}

// The same without JavaScript, to the page of the server and back
async function inBrowserWithoutScript(env) {
  const { site } = await newSite(env);
  const user = await person(env.browser, env.server, { client: env.carif, javaScriptEnabled: false });
  const { page } = user;
  await page.goto(site);
  await page.locator('#ligne2').fill('Escalier « C »');
  await page.locator('#fin_qualiopi').fill(day(150));
  await choose(page, 'gros.pdf', pdf('gros', LIMIT + 1));
  const answer = await submit(page, save(page));
  assert.equal(answer.status(), 422);
  assert.equal(await page.locator('.error-summary li').innerText(), TOO_LARGE);
  await stillThere(page);
  await choose(page, 'bon.pdf', pdf('bon', MO));
  await submit(page, save(page));
  assert.equal(await page.locator(FLASH).innerText(), 'Enregistré');
  await user.close();
}

export async function uploadTests(suite, env) {
  await suite.test('certificate: refused by the server', () => refusedFiles(env));
  await suite.test('certificate: 5 MiB exactly, twice', () => largestFile(env));
  await suite.test('certificate: kept while another field is mended', () => keptFile(env));
  await suite.test('certificate: cut on the way', () => cutSocket(env));
  await suite.test('certificate: in the browser', () => inBrowser(env));
  await suite.test('certificate: in the browser without JavaScript', () => inBrowserWithoutScript(env));
}
