// The notices of what the binary and its pages hold of others: notices.mjs SOURCE_ROOT OUTPUT
// Made from the licence files that came with the packages; a package without one stops the build.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';

// What is shipped, and where. The other packages of package.json only work while building and testing.
const SHIPPED = {
  bootstrap: 'the style sheet',
  'bootstrap-icons': 'the icons',
  '@fontsource-variable/atkinson-hyperlegible-next': 'the typeface',
  '@etalab/decoupage-administratif': 'communes; data of INSEE under the Licence Ouverte 2.0',
  'codes-postaux': 'postal codes; data of INSEE and DGFiP under the Licence Ouverte 2.0',
};

export function notices(root) {
  const modules = join(root, 'node_modules');
  const wanted = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies);
  const untold = wanted.filter((name) => !(name in SHIPPED) && name !== 'sass');
  if (untold.length) throw new Error(`tools/notices.mjs does not say where it is shipped: ${untold}`);
  const parts = Object.entries(SHIPPED).map(([name, where]) => {
    const directory = join(modules, name);
    const { version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    const file = readdirSync(directory).find((one) => /^licen[cs]e/i.test(one));
    if (!file) throw new Error(`${name}: no licence file`);
    const text = readFileSync(join(directory, file), 'utf8').trim().replace(/\r\n/g, '\n');
    return `${name} ${version} (${license}): ${where}\n\n${text}\n`;
  });
  return `SOFI is free software under the GNU General Public License, version 3 or later. It holds:\n\n`
    + parts.join(`\n${'-'.repeat(72)}\n\n`);
}

if (import.meta.url === pathToFileURL(argv[1]).href) writeFileSync(argv[3], notices(resolve(argv[2])));
