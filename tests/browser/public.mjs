// What programs that visit the site ask for: robots, sitemap, security contact, manifest, icon, words for search engines.
import assert from 'node:assert/strict';
import { Client, SIRET } from './harness.mjs';

async function robots(env) {
  const visitor = new Client(env.server.base);
  const robotsTxt = await visitor.get('/robots.txt');
  assert.match(robotsTxt.headers['content-type'], /^text\/plain/);
  assert.ok(robotsTxt.text.includes(`Sitemap: ${env.server.base}/sitemap.xml`));
  assert.match(robotsTxt.text, /Allow: \/offre\/\n[^]*Disallow: \/\n/);
  const plan = await visitor.get('/sitemap.xml');
  assert.match(plan.headers['content-type'], /^application\/xml/);
  assert.match(plan.headers['cache-control'], /^public/);
  const addresses = [...plan.text.matchAll(/<loc>([^<]*)<\/loc>/g)].map((found) => found[1]);
  assert.ok(addresses.includes(`${env.server.base}/offre/etablissements/${SIRET}`));
  assert.ok(addresses.some((address) => /\/offre\/portes-ouvertes\/\d+$/.test(address)));
  assert.equal(new Set(addresses).size, addresses.length, 'each address once');
  for (const address of addresses.slice(0, 12)) {
    const page = await visitor.get(new URL(address).pathname);
    assert.equal(page.status, 200, address);
    assert.ok(page.text.includes(`<link rel="canonical" href="${address}">`), address);
    assert.match(page.text, /<meta name="description" content="[^"]{12,}">/, address);
    assert.ok(page.text.includes(`<meta property="og:url" content="${address}">`), address);
  }
  assert.doesNotMatch((await env.of.get('/tableau-de-bord')).text, /canonical|og:title/, 'what is not public says nothing');
}

async function contact(env) {
  const { text, headers } = await new Client(env.server.base).get('/.well-known/security.txt');
  assert.match(headers['content-type'], /^text\/plain; charset=utf-8/);
  assert.match(text, /^Contact: mailto:\S+@\S+\n/);
  const expires = new Date(text.match(/^Expires: (\S+)$/m)[1]);
  const days = (expires - Date.now()) / 86_400_000;
  assert.ok(days > 30 && days < 366, `${days} days`); // RFC 9116: less than a year
}

async function icons(env) {
  const visitor = new Client(env.server.base);
  const icon = await visitor.get('/favicon.ico');
  assert.equal(icon.headers['content-type'], 'image/x-icon');
  assert.equal(icon.headers['cache-control'], 'public, max-age=86400');
  assert.deepEqual([...icon.bytes.subarray(0, 8)], [0, 0, 1, 0, 1, 0, 32, 32]);
  const manifest = await visitor.get('/manifest.webmanifest');
  assert.match(manifest.headers['content-type'], /^application\/manifest\+json/);
  const { icons: [image], lang } = JSON.parse(manifest.text);
  assert.equal(lang, 'fr');
  const drawn = await visitor.get(image.src);
  assert.equal(drawn.status, 200);
  assert.match(drawn.headers['cache-control'], /immutable/);
  // A browser understands the icon
  const page = await env.browser.newPage();
  const size = await page.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/x-icon' }));
    return [bitmap.width, bitmap.height];
  }, [...icon.bytes]);
  assert.deepEqual(size, [32, 32]);
  await page.close();
}

export async function publicTests(suite, env) {
  await suite.test('public: robots, sitemap, words for search engines', () => robots(env));
  await suite.test('public: security contact', () => contact(env));
  await suite.test('public: icon and manifest', () => icons(env));
}
