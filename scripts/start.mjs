// Prepares what is missing, then runs a program of this project under the project's Node. Usage: node scripts/start.mjs <file> [arguments]
// This is why `npm test` and `npm run demo` are the only commands that a fresh clone needs, whatever Node it finds.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { prepare, projectEnvironment, projectNode, root } from './prepare.mjs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 18) fail(`Latchkey starts on Node 18 or newer; this is Node ${major}.${minor}.`);

try {
  prepare();
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

const program = spawn(projectNode(), process.argv.slice(2), { cwd: root, stdio: 'inherit', env: projectEnvironment() });

// A terminal sends Ctrl-C to the program as well; whoever signals this process alone means the program.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) program.kill(signal);
  });
}

// Whoever ends npm ends its shell, and that passes nothing on: the program would live on alone and keep its port.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) program.kill('SIGTERM');
}, 500).unref();

program.on('error', (error) => fail(error.message));
program.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
});

/** @returns {never} */
function fail(/** @type {string} */ sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
