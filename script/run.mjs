// The last step of script/run: starts the server, asks for the page that it announces, and lets the
// announcement through only then. Ends as the server ends; signals go on to it.
//   node run.mjs SOFI serve [options]
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const ANSWER_MS = 10_000;

const [program, ...options] = process.argv.slice(2);
const server = spawn(program, options, { stdio: ['inherit', 'pipe', 'inherit'] });
let refused = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => server.kill(signal));
}
server.on('error', (error) => {
    console.error(`${program} : ${error.message}`);
    process.exit(3);
});
server.on('close', (code) => process.exit(refused ? 3 : (code ?? 1)));

async function check(page) {
    const answer = await fetch(page, { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) });
    if (answer.status !== 200) {
        throw new Error(`elle répond ${answer.status}, 200 attendu`);
    }
}

for await (const line of createInterface({ input: server.stdout })) {
    const announced = /^SOFI répond sur (\S+)/.exec(line);
    const page = announced && `${announced[1]}/connexion`;
    if (page && !refused) {
        await check(page).catch((error) => {
            console.error(`La page annoncée, ${page}, n'est pas servie : ${error.cause?.message ?? error.message}`);
            refused = true;
            server.kill('SIGTERM');
        });
    }
    if (!refused) {
        console.log(line);
    }
}
