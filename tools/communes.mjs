// Packs the communes and the postal codes into C: communes.mjs SOURCE_ROOT OUTPUT.c
//
// Communes: @etalab/decoupage-administratif, those of today and the municipal arrondissements of
// Paris, Lyon and Marseille. Postal codes: codes-postaux (with La Poste's wording), completed by the
// codes that the first package gives for overseas territories. See src/domaine/socle/commune_table.h.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(process.argv[2]);
const output = resolve(process.argv[3]);
const read = (path) => JSON.parse(readFileSync(join(root, 'node_modules', path), 'utf8'));

const places = read('@etalab/decoupage-administratif/data/communes.json');
const deliveries = read('codes-postaux/codes-postaux.json');

const byCode = (a, b) => (a.code < b.code ? -1 : 1);
const communes = places
  .filter((place) => place.type === 'commune-actuelle' || place.type === 'arrondissement-municipal')
  .sort(byCode);
const rowOf = new Map(communes.map((commune, row) => [commune.code, row]));

// A postal code may still name a commune that has since merged: it goes to what the commune became.
const successor = new Map();
for (const commune of communes)
  for (const old of commune.anciensCodes ?? []) successor.set(old, commune.code);
for (const place of places)
  if (place.chefLieu && !rowOf.has(place.code)) successor.set(place.code, place.chefLieu);

// A city cut in arrondissements is delivered by arrondissement.
const cut = new Set(communes.filter((one) => one.type === 'arrondissement-municipal').map((one) => one.commune));

// La Poste's wording of a name: capitals, no accents, no signs.
function deliveryLabel(name) {
  return name.replace(/œ/gi, 'oe').normalize('NFD').replace(/[\u0300-\u036f]/g, '')
    .replace(/[^A-Za-z0-9]+/g, ' ').trim().toUpperCase();
}

function postalRows() {
  const rows = new Map();
  const lost = [];
  const add = (postal, code, label) => {
    if (!/^\d{5}$/.test(postal)) throw new Error(`code postal ${postal}`);
    const commune = rowOf.has(code) ? code : successor.get(code);
    if (commune === undefined || cut.has(commune)) return lost.push(code);
    const key = `${postal} ${commune}`;
    if (!rows.has(key)) rows.set(key, { postal, row: rowOf.get(commune), label });
  };
  for (const one of deliveries) add(one.codePostal, one.codeCommune, one.libelleAcheminement);
  if (lost.length > 20) throw new Error(`${lost.length} postal rows of unknown communes: ${lost.slice(0, 5)}`);
  for (const one of communes)
    for (const postal of cut.has(one.code) ? [] : one.codesPostaux ?? []) add(postal, one.code, deliveryLabel(one.nom));
  const french = new Intl.Collator('fr');
  // 75016 also serves a corner of Boulogne-Billancourt: who reads the first one expects Paris
  const outside = (one) => Number(!one.postal.startsWith(communes[one.row].departement));
  return [...rows.values()].sort((a, b) => (a.postal < b.postal ? -1 : a.postal > b.postal ? 1
    : outside(a) - outside(b) || french.compare(communes[a.row].nom, communes[b.row].nom) || a.row - b.row));
}

// All texts one after the other, each once, ended by a NUL.
const offsets = new Map();
const pool = [];
let poolSize = 0;
function text(value) {
  if (!offsets.has(value)) {
    offsets.set(value, poolSize);
    pool.push(value);
    poolSize += Buffer.byteLength(value) + 1;
  }
  return offsets.get(value);
}

const quoted = (value) => `"${value.replace(/["\\?]/g, '\\$&')}\\0"`;
const lines = (items, perLine) => {
  const out = [];
  for (let i = 0; i < items.length; i += perLine) out.push(items.slice(i, i + perLine).join(' '));
  return out.join('\n');
};
const distinct = (field) => [...new Set(communes.map((one) => one[field]))].sort();

const departements = distinct('departement');
const regions = distinct('region');
if (communes.length > 65535 || departements.length > 255 || regions.length > 255) throw new Error('too many for the table');

const communeRows = communes.map((one) => `{"${one.code}", ${departements.indexOf(one.departement)}, `
  + `${regions.indexOf(one.region)}, ${text(one.nom)}},`);
const postal = postalRows();
const postalLines = postal.map((one) => `{${Number(one.postal)}, ${text(one.label)}, ${one.row}},`);

const source = `/* Made by tools/communes.mjs. */
#include "commune_table.h"

const struct commune_row commune_rows[] = {
${lines(communeRows, 4)}
};
const size_t commune_row_count = ${communes.length};

const struct commune_postal_row commune_postal_rows[] = {
${lines(postalLines, 6)}
};
const size_t commune_postal_row_count = ${postal.length};

const char commune_departements[][4] = {${departements.map((code) => `"${code}"`).join(', ')}};
const char commune_regions[][4] = {${regions.map((code) => `"${code}"`).join(', ')}};

const char commune_texts[] =
${lines(pool.map(quoted), 8)};
`;
if (!existsSync(output) || readFileSync(output, 'utf8') !== source) writeFileSync(output, source);
