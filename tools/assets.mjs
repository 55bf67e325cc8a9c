// Makes the static files of the binary: assets.mjs SOURCE_ROOT OUT_DIR
//
// Into OUT_DIR: each file under a name that carries the hash of its content, its .gz and .br forms,
// asset_table.c (src/http/asset_table.h) and asset_paths.h (ASSET_SOFI_CSS "/actifs/sofi.….css").
// A file whose content has not changed is not rewritten, so that nothing more is compiled.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { constants, brotliCompressSync, gzipSync } from 'node:zlib';
import { compile } from 'sass';
import { notices } from './notices.mjs';

const URL_PREFIX = '/actifs/';
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

const root = resolve(process.argv[2]);
const out = resolve(process.argv[3]);
const modules = join(root, 'node_modules');

function writeIfChanged(path, content) {
  const bytes = Buffer.from(content);
  if (!existsSync(path) || !readFileSync(path).equals(bytes)) writeFileSync(path, bytes);
}

function stylesheet() {
  const result = compile(join(root, 'assets/scss/sofi.scss'), {
    style: 'compressed',
    loadPaths: [modules],
    charset: false,
    quietDeps: true,
    silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function'],
  });
  return result.css;
}

// Every url(…) of the style sheet must be one of our files: it becomes the hashed name beside it.
function withHashedUrls(css, hashedNames) {
  return css.replace(/url\("?([^")]+)"?\)/g, (_, name) => {
    const hashed = hashedNames.get(name);
    if (!hashed) throw new Error(`sofi.css refers to ${name}, which is not an asset`);
    return `url(${hashed})`;
  });
}

function iconSprite() {
  const names = readFileSync(join(root, 'assets/icons.txt'), 'utf8').split('\n').filter(Boolean);
  const symbols = names.map((name) => {
    const svg = readFileSync(join(modules, 'bootstrap-icons/icons', `${name}.svg`), 'utf8');
    const parts = /<svg[^>]*viewBox="([^"]+)"[^>]*>([\s\S]*)<\/svg>/.exec(svg);
    if (!parts) throw new Error(`${name}.svg: not understood`);
    return `<symbol id="${name}" viewBox="${parts[1]}">${parts[2].replace(/\s*\n\s*/g, '')}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
}

// The brand mark of the header, white on its green, the last bar in gorse: rounded rectangles in a square of 48
const MARK = [
  { x: 0, y: 0, width: 48, height: 48, radius: 10, fill: '#0d352a' },
  { x: 8, y: 9, width: 32, height: 6, radius: 3, fill: '#ffffff' },
  { x: 14, y: 17, width: 26, height: 6, radius: 3, fill: '#ffffff' },
  { x: 20, y: 25, width: 20, height: 6, radius: 3, fill: '#ffffff' },
  { x: 26, y: 33, width: 14, height: 6, radius: 3, fill: '#f0b92d' },
];

function favicon() {
  const rects = MARK.map(({ x, y, width, height, radius, fill }) => `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">${rects.join('')}</svg>`;
}

function isInside({ x, y, width, height, radius }, px, py) {
  const dx = Math.max(x + radius - px, px - (x + width - radius), 0);
  const dy = Math.max(y + radius - py, py - (y + height - radius), 0);
  return dx * dx + dy * dy <= radius * radius;
}

// The same for those that only ask for /favicon.ico: one bitmap of 32 pixels, 4 × 4 samples a pixel
function faviconIco() {
  const size = 32;
  const pixels = Buffer.alloc(size * size * 4);
  for (let row = 0; row < size; row++) for (let column = 0; column < size; column++) {
    const sum = [0, 0, 0, 0];
    for (let sample = 0; sample < 16; sample++) {
      const px = ((column + (sample % 4) / 4 + 0.125) * 48) / size;
      const py = ((row + Math.floor(sample / 4) / 4 + 0.125) * 48) / size;
      const top = MARK.findLast((rect) => isInside(rect, px, py));
      if (top) [5, 3, 1].forEach((at, i) => { sum[i] += parseInt(top.fill.slice(at, at + 2), 16); });
      if (top) sum[3] += 255;
    }
    const covered = sum[3] / 255 || 1;
    // Blue, green, red, alpha, from the bottom row up
    pixels.set([sum[0] / covered, sum[1] / covered, sum[2] / covered, sum[3] / 16].map(Math.round), ((size - 1 - row) * size + column) * 4);
  }
  const mask = Buffer.alloc((size * size) / 8);
  const head = Buffer.alloc(22 + 40);
  head.set([0, 0, 1, 0, 1, 0, size, size, 0, 0, 1, 0, 32, 0]);
  head.writeUInt32LE(40 + pixels.length + mask.length, 14);
  head.writeUInt32LE(22, 18);
  head.writeUInt32LE(40, 22);
  head.writeInt32LE(size, 26);
  head.writeInt32LE(2 * size, 30); // the mask counts
  head.writeUInt16LE(1, 34);
  head.writeUInt16LE(32, 36);
  return Buffer.concat([head, pixels, mask]);
}

function manifest(icon) {
  return JSON.stringify({
    name: 'SOFI, le système de l\'offre de formation informatisée', short_name: 'SOFI', lang: 'fr', start_url: '/tableau-de-bord',
    display: 'browser', background_color: '#faf8f4', theme_color: '#0d352a', icons: [{ src: icon, sizes: 'any', type: 'image/svg+xml' }],
  });
}

function font(subset) {
  return readFileSync(join(modules, '@fontsource-variable/atkinson-hyperlegible-next/files',
    `atkinson-hyperlegible-next-${subset}-wght-normal.woff2`));
}

function asset(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const extension = extname(name);
  const file = `${basename(name, extension)}.${hash}${extension}`;
  return { name, bytes, hash, type: TYPES[extension], file, path: URL_PREFIX + file };
}
// At the address that programs ask for without reading a page
const fixed = (name, content) => ({ ...asset(name, content), path: `/${name}` });

function collect() {
  const assets = [asset('atkinson.woff2', font('latin')), asset('atkinson-ext.woff2', font('latin-ext'))];
  const fonts = new Map(assets.map((one) => [one.name, one.file]));
  const told = asset('notices.txt', notices(root));
  assets.push(told);
  assets.push(asset('sofi.css', `/*! Bootstrap, copyright The Bootstrap Authors, MIT licence: ${told.file} */`
    + withHashedUrls(stylesheet(), fonts)));
  assets.push(asset('icones.svg', iconSprite()));
  const icon = asset('favicon.svg', favicon());
  assets.push(icon, fixed('favicon.ico', faviconIco()), fixed('manifest.webmanifest', manifest(icon.path)));
  const scripts = join(root, 'assets/js');
  for (const name of readdirSync(scripts).filter((file) => file.endsWith('.js')).sort())
    assets.push(asset(name, readFileSync(join(scripts, name))));
  // Pictures of the help pages: tests/browser/pictures.mjs
  const pictures = join(root, 'assets/aide');
  for (const name of readdirSync(pictures).filter((file) => file.endsWith('.webp')).sort())
    assets.push(asset(`aide-${name}`, readFileSync(join(pictures, name))));
  return assets.sort((a, b) => (a.path < b.path ? -1 : 1));
}

// Compressed only where it pays: a font is already compressed.
function forms(one) {
  const brotli = brotliCompressSync(one.bytes, { params: {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: one.bytes.length,
  } });
  const gzip = gzipSync(one.bytes, { level: 9 });
  const pays = (bytes) => bytes.length < one.bytes.length * 0.95;
  return { identity: one.bytes, gzip: pays(gzip) ? gzip : null, brotli: pays(brotli) ? brotli : null };
}

const SUFFIX = { identity: '', gzip: '.gz', brotli: '.br' };

// The bytes come in by .incbin: the compiler reads no array of numbers.
function tableSource(assets) {
  const blobs = [];
  const rows = assets.map((one, index) => {
    const fields = Object.entries(forms(one)).map(([form, bytes]) => {
      if (!bytes) return '';
      const path = join(out, one.file + SUFFIX[form]);
      writeIfChanged(path, bytes);
      const symbol = `asset_${index}_${form}`;
      blobs.push(`BLOB(${symbol}, ${JSON.stringify(path)})`);
      return `     .${form} = ${symbol}, .${form}_size = ${bytes.length},\n`;
    });
    return `    {.name = "${one.name}", .path = "${one.path}", .type = "${one.type}",\n`
      + `${fields.join('')}     .etag = "\\"${one.hash}\\""},\n`;
  });
  return `/* Made by tools/assets.mjs. */
#include "asset_table.h"

#define BLOB(symbol, file)                                                                         \\
    __asm__(".pushsection .rodata.assets,\\"a\\"\\n.balign 16\\n" #symbol ":\\n.incbin \\"" file "\\"\\n"    \\
            ".byte 0\\n.popsection\\n");                                                             \\
    extern const unsigned char symbol[] __attribute__((visibility("hidden")));

${blobs.join('\n')}

const struct asset asset_table[] = {
${rows.join('')}};

const size_t asset_count = sizeof(asset_table) / sizeof(asset_table[0]);
`;
}

function pathsHeader(assets) {
  const lines = assets.map((one) => {
    const macro = `ASSET_${one.name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`;
    return `#define ${macro} "${one.path}"\n`;
  });
  return `/* Made by tools/assets.mjs. */\n#ifndef SOFI_ASSET_PATHS_H\n#define SOFI_ASSET_PATHS_H\n\n${lines.sort().join('')}\n#endif\n`;
}

function removeStale(assets) {
  const kept = new Set(assets.flatMap((one) => Object.values(SUFFIX).map((suffix) => one.file + suffix)));
  for (const file of readdirSync(out))
    if (/\.[0-9a-f]{12}\./.test(file) && !kept.has(file)) rmSync(join(out, file));
}

mkdirSync(out, { recursive: true });
const assets = collect();
removeStale(assets);
writeIfChanged(join(out, 'asset_table.c'), tableSource(assets));
writeIfChanged(join(out, 'asset_paths.h'), pathsHeader(assets));
