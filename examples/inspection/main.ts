import { startExample } from './start.ts';

const example = await startExample({ appPort: Number(process.env['PORT'] ?? 4400) });
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, async () => {
    if (stopping) process.exit(1);
    stopping = true;
    await example.stop();
    process.exit(0);
  });
}
process.stdout.write(`
Latchkey example – an offline web application with a portal of its own; sample data, gone when you stop this.

  Open             ${example.app}
  License key      ${example.licenseKey}
  Portal           ${example.portal}

What to do: open the application, activate it with the license key, install it if you like, switch the network off, reload: it starts,
knows its license and the days that are left. Ctrl-C stops the portal and the server – a good test as well.
`);
