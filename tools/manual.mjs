// The manual page and the bash completion, from what the program says of itself, so that neither can
// differ from it: manual.mjs SOFI VERSION OUT_DIR
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';

const [program, version, out] = argv.slice(2);
const help = spawnSync(program, ['help'], { encoding: 'utf8' });
const usage = (help.stdout || help.stderr).split('\n');
const config = execFileSync(program, ['help', 'config'], { encoding: 'utf8' }).split('\n');

// `  sofi COMMAND ARGUMENTS`, then what it does, further in
const commands = [];
for (const line of usage) {
  const head = /^ {2}sofi (\S+) ?(.*)$/.exec(line);
  if (head) commands.push({ name: head[1], args: head[2].trim(), text: [] });
  else if (/^ {4,}\S/.test(line) && commands.length) commands.at(-1).text.push(line.trim());
}
// `SOFI_NAME  (--option)`, then what it is for
const settings = [];
for (const line of config) {
  const head = /^(SOFI_\w+)(?:\s+\(--([\w-]+)\))?/.exec(line);
  if (head) settings.push({ name: head[1], option: head[2], text: [] });
  else if (/^ {4}\S/.test(line) && settings.length) settings.at(-1).text.push(line.trim());
}
if (commands.length < 5 || settings.length < 15) throw new Error('tools/manual.mjs no longer understands sofi help');

const roff = (text) => text.replace(/\\/g, '\\e').replace(/-/g, '\\-').replace(/^([.'])/gm, '\\&$1');
const page = [
  `.TH SOFI 1 "" "sofi ${version}" "Commandes"`,
  '.SH NOM', "sofi \\- système de l'offre de formation informatisée",
  '.SH SYNOPSIS', '.B sofi', '.I commande', '[options]',
  '.SH COMMANDES',
  ...commands.flatMap(({ name, args, text }) => ['.TP', `.B sofi ${roff(`${name} ${args}`.trim())}`, ...text.map(roff)]),
  '.SH RÉGLAGES',
  "La ligne de commande l'emporte sur l'environnement, l'environnement sur la valeur par défaut.",
  ...settings.flatMap(({ name, option, text }) =>
    ['.TP', `.BR ${name}${option ? ` " (\\-\\-${roff(option)})"` : ''}`, text.map(roff).join('\n.br\n')]),
  '.SH CODES DE SORTIE',
  ...[['0', 'fait'], ['1', 'entrée refusée'], ['2', "erreur d'usage"], ['3', 'erreur du système']]
    .flatMap(([code, text]) => ['.TP', `.B ${code}`, text]),
  '.SH FICHIERS',
  '.TP', '.I /etc/sofi/sofi.env', 'réglages du service',
  '.TP', '.I /var/lib/sofi', 'données du service',
].join('\n');
writeFileSync(join(out, 'sofi.1'), `${page}\n`);

const names = [...new Set(commands.map(({ name }) => name))].join(' ');
const options = settings.filter(({ option }) => option).map(({ option }) => `--${option}`).join(' ');
writeFileSync(join(out, 'sofi.bash'), `# bash completion for sofi
_sofi() {
    local word=\${COMP_WORDS[COMP_CWORD]}
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "${names}" -- "$word")
    elif [ "\${word:0:1}" = - ]; then
        mapfile -t COMPREPLY < <(compgen -W "${options}" -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}
complete -o filenames -F _sofi sofi
`);
