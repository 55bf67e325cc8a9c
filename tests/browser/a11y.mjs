// Every page: axe at two widths, html-validate, no overflow at 320 px, nothing wrong in the console.
// With SOFI_SHOTS, a picture of each at both widths.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { NBSP, WINDOW, person } from './harness.mjs';
import { pages } from './pages.mjs';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const config = JSON.parse(readFileSync(new URL('../../.html-validate.json', import.meta.url), 'utf8'));
const wholePage = new HtmlValidate(new StaticConfigLoader(config));
const fragment = new HtmlValidate(new StaticConfigLoader({ ...config, extends: ['html-validate:recommended'] }));
const shots = process.env.SOFI_SHOTS;
const WIDTHS = [1280, 360];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function assertAxe(page) {
  const violations = await page.evaluate(async (tags) => {
    const { violations: found } = await window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target.join(' ')} (${node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message ?? ''})`).join('; ')}`);
  }, TAGS);
  assert.deepEqual(violations, []);
}

async function assertValid(validator, html) {
  const report = await validator.validateString(html);
  const messages = report.results.flatMap((result) => result.messages)
    .map((message) => `${message.line}:${message.column} ${message.ruleId}: ${message.message}`);
  assert.deepEqual(messages, []);
}

async function assertFits(page) {
  await page.setViewportSize({ width: 320, height: 640 });
  const over = await page.evaluate(() => {
    const scroller = document.querySelector('dialog[open]') ?? document.scrollingElement;
    const wide = [...document.querySelectorAll('body *')]
      .filter((node) => node.getBoundingClientRect().right > 320.5 && !node.closest('.visually-hidden'))
      .slice(0, 3).map((node) => `${node.tagName}.${node.className}`);
    return { page: document.scrollingElement.scrollWidth, inner: scroller.scrollWidth - scroller.clientWidth, wide };
  });
  assert.ok(over.page <= 320 && over.inner <= 0, `320 px: ${JSON.stringify(over)}`);
}

// Text twice as large, and a window half as wide: nothing scrolls sideways
async function assertFitsLarger(page) {
  for (const [width, size] of [[1280, '200%'], [768, '200%'], [640, '100%']]) {
    await page.setViewportSize({ width, height: 800 });
    const over = await page.evaluate((fontSize) => {
      document.documentElement.style.fontSize = fontSize;
      const wide = document.scrollingElement.scrollWidth - document.documentElement.clientWidth;
      document.documentElement.style.fontSize = '';
      return wide;
    }, size);
    assert.ok(over <= 0, `${width} px, text at ${size}: ${over} px too wide`);
  }
}

// One button for one place, and a name for all there is
async function assertNamed(page) {
  const bad = await page.evaluate(() => {
    const twice = [...document.querySelectorAll('.btn-row')].flatMap((row) => {
      const places = [...row.querySelectorAll('a')].map((link) => link.href.replace(/#.*/, ''));
      return places.filter((place, i) => places.indexOf(place) !== i);
    });
    const named = (part) => [part, ...(part.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id))]
      .some((one) => one?.textContent.trim());
    const blank = [...document.querySelectorAll('main :is(h1, h2, h3, a, .lead-line > span, .table-title, [data-libelle])')]
      .filter((part) => !named(part) && !part.closest('template'));
    return [...twice, ...blank.map((part) => part.outerHTML)];
  });
  assert.deepEqual(bad, []);
}

// A list that must be answered begins with an empty choice, and says what it is
async function assertChoices(page) {
  const bad = await page.evaluate(() => [...document.querySelectorAll('select')].filter((one) => (one.required && one.options[0]?.value !== '')
    || [...one.options].some((option) => !option.text.trim())).map((one) => one.id));
  assert.deepEqual(bad, []);
}

// A window as tall as the page: what sticks to its bottom (the save bar) covers nothing that scrolling
// would show.
async function wholeWindow(page, width) {
  await page.setViewportSize({ width, height: 900 });
  const height = await page.evaluate(() => (document.querySelector('dialog[open]') ? 900 : document.scrollingElement.scrollHeight));
  await page.setViewportSize({ width, height: Math.max(height, 900) });
}

async function shoot(page, name, width) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}-${width}.png`) });
}

async function assertOutline(page) {
  assert.match(await page.title(), / - SOFI$/);
  assert.equal(await page.getByRole('heading', { level: 1, includeHidden: true }).count(), 1, 'one h1');
  assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
  assert.equal(await page.locator(':is(h1, h2, h3, h4, h5, h6) :is([role=status], [aria-live])').count(), 0, 'what changes is beside a heading');
}

// The French rule: before : ; ? ! stands a non-breaking space. In what is shown, code excepted.
async function assertTypography(page) {
  const bad = await page.evaluate(() => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const text = walk.currentNode.data;
      const shown = !walk.currentNode.parentElement.closest('script, style, template');
      if (shown && /(^|[^\u00a0\u202f])[;?!:](\s|$)/.test(text)) found.push(text.trim().slice(0, 90));
    }
    return found;
  });
  assert.deepEqual(bad, []);
}

// A window for each login, which goes from page to page: nothing of one is left on the next but the cookies.
class Windows {
  #users = new Map();
  constructor(env) { this.env = env; }
  async of(as) {
    if (!this.#users.has(as)) this.#users.set(as, await person(this.env.browser, this.env.server, { client: as && this.env[as] }));
    const user = this.#users.get(as);
    await user.page.setViewportSize(WINDOW);
    return user;
  }
  async close() {
    for (const user of this.#users.values()) await user.close();
  }
}

async function checkPage(suite, env, windows, { name, as, open, status = 200 }) {
  const user = await windows.of(as);
  const { page } = user;
  let answer;
  await suite.test(`page ${name}: opens`, async () => {
    answer = await open(page, env);
    assert.equal(answer.status(), status);
    await assertOutline(page);
    if (status === 200) titles.push({ path: new URL(page.url()).pathname, title: await page.title() });
  });
  if (!answer) return;
  await page.evaluate(axeSource);
  for (const width of WIDTHS) {
    await wholeWindow(page, width);
    await shoot(page, name, width);
    await suite.test(`page ${name}: axe at ${width} px`, () => assertAxe(page));
  }
  await suite.test(`page ${name}: fits in 320 px`, () => assertFits(page));
  await suite.test(`page ${name}: fits with larger text`, () => assertFitsLarger(page));
  await suite.test(`page ${name}: names`, () => assertNamed(page));
  await suite.test(`page ${name}: choices`, () => assertChoices(page));
  await suite.test(`page ${name}: typography`, () => assertTypography(page));
  await suite.test(`page ${name}: html-validate`, async () => assertValid(wholePage, await answer.text()));
  await suite.test(`page ${name}: console`, () => user.assertQuiet());
}

async function checkFragment(env) {
  for (const query of ['choix=1', 'choix=1&q=neige', 'choix=1&q=xylophage']) {
    const answer = await env.of.get(`/annuaire/formacodes?${query}`, { 'HX-Request': 'true' });
    assert.equal(answer.status, 200);
    assert.ok(!answer.text.includes('<html'), 'a fragment');
    assert.match(answer.headers.vary ?? '', /HX-Request/);
    await assertValid(fragment, answer.text);
  }
}

// One title, one address: tabs and bookmarks are told apart by it
const titles = [];
function checkTitles() {
  const paths = new Map();
  for (const { path, title } of titles) {
    assert.equal(paths.get(title) ?? path, path, `« ${title} » is the title of two pages`);
    paths.set(title, path);
  }
}

// Headers that every page bears.
async function checkHeaders(env) {
  for (const [client, path] of [['of', '/tableau-de-bord'], ['of', '/nulle-part'], ['of', '/aide']]) {
    const { headers } = await env[client].get(path);
    const csp = headers['content-security-policy'] ?? '';
    assert.match(csp, /default-src 'self'|default-src 'none'/, path);
    assert.ok(!csp.includes('unsafe-inline') && !csp.includes('unsafe-eval'), csp);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.ok(/frame-ancestors 'none'/.test(csp) || headers['x-frame-options'] === 'DENY');
    assert.match(headers['cache-control'] ?? '', /no-store|no-cache|private/);
  }
}

// What the accessibility statement says of these tests is what they do: written with SOFI_MESURES=1 after a whole
// run without a fault, checked otherwise. It may tell of fewer screens than there are today, not of more.
const MEASURES = new URL('../../templates/accessibilite-mesures.html', import.meta.url);
const versionOf = (name) => require(`${name}/package.json`).version;

function measures(env) {
  const date = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', dateStyle: 'short' }).format(new Date());
  return `<p>Le ${date}, ${pages.length} écrans vérifiés aux largeurs de ${WIDTHS.join(' et ')} pixels avec axe-core ${versionOf('axe-core')} (règles WCAG 2.2, niveaux A et AA) et html-validate ${versionOf('html-validate')}, dans Chromium ${env.browser.version().split('.')[0]}${NBSP}: aucun défaut.</p>\n`;
}

function checkMeasures(suite, env) {
  const told = readFileSync(MEASURES, 'utf8');
  assert.equal(suite.failed, 0, 'the statement says that no fault was found');
  if (process.env.SOFI_MESURES) return writeFileSync(MEASURES, told.replace(/<p>.*<\/p>\n/s, measures(env)));
  const facts = /Le \d\d\/\d\d\/\d{4}, (\d+) écrans .* de 1280 et 360 pixels avec axe-core (\S+) .* html-validate (\S+),/.exec(told);
  assert.ok(facts, told);
  assert.ok(Number(facts[1]) <= pages.length, `${facts[1]} screens told, ${pages.length} checked`);
  assert.deepEqual(facts.slice(2), [versionOf('axe-core'), versionOf('html-validate')], 'SOFI_MESURES=1 writes them anew');
  return undefined;
}

export async function pageTests(suite, env) {
  await suite.test('page: headers', () => checkHeaders(env));
  await suite.test('page: fragment of the dialog', () => checkFragment(env));
  // Two at a time: one waits for the server while the other computes
  const waiting = [...pages];
  const next = async () => {
    const windows = new Windows(env);
    for (let one = waiting.shift(); one; one = waiting.shift()) await checkPage(suite, env, windows, one);
    await windows.close();
  };
  await Promise.all([next(), next()]);
  await suite.test('page: titles differ', checkTitles);
  await suite.test('page: the accessibility statement', () => checkMeasures(suite, env));
}
