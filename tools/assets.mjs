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

const URL_PREFIX = '/actifs/';
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
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

// The brand mark of the header, white on its green, the last bar in gorse.
function favicon() {
  const bar = (x, y, width, fill) => `<rect x="${x}" y="${y}" width="${width}" height="6" rx="3" fill="${fill}"/>`;
  return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
    + '<rect width="48" height="48" rx="10" fill="#0d352a"/><g transform="translate(6 6)">'
    + bar(2, 3, 32, '#fff') + bar(8, 11, 26, '#fff') + bar(14, 19, 20, '#fff') + bar(20, 27, 14, '#f0b92d')
    + '</g></svg>';
}

function font(subset) {
  return readFileSync(join(modules, '@fontsource-variable/atkinson-hyperlegible-next/files',
    `atkinson-hyperlegible-next-${subset}-wght-normal.woff2`));
}

function asset(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const extension = extname(name);
  return { name, bytes, hash, type: TYPES[extension], file: `${basename(name, extension)}.${hash}${extension}` };
}

function collect() {
  const assets = [asset('atkinson.woff2', font('latin')), asset('atkinson-ext.woff2', font('latin-ext'))];
  const fonts = new Map(assets.map((one) => [one.name, one.file]));
  assets.push(asset('sofi.css', withHashedUrls(stylesheet(), fonts)));
  assets.push(asset('icones.svg', iconSprite()));
  assets.push(asset('favicon.svg', favicon()));
  const scripts = join(root, 'assets/js');
  for (const name of readdirSync(scripts).filter((file) => file.endsWith('.js')).sort())
    assets.push(asset(name, readFileSync(join(scripts, name))));
  // Pictures of the help pages: tests/browser/pictures.mjs
  const pictures = join(root, 'assets/aide');
  for (const name of readdirSync(pictures).filter((file) => file.endsWith('.webp')).sort())
    assets.push(asset(`aide-${name}`, readFileSync(join(pictures, name))));
  return assets.sort((a, b) => (URL_PREFIX + a.file < URL_PREFIX + b.file ? -1 : 1));
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
    return `    {.name = "${one.name}", .path = "${URL_PREFIX}${one.file}", .type = "${one.type}",\n`
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
    return `#define ${macro} "${URL_PREFIX}${one.file}"\n`;
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
