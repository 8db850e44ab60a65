// A portal in a process of its own, to be killed. Usage: node crash-server.ts <data folder> [<database address>]; prints its port.
import { nowSeconds } from '../../portal/clock.ts';
import { writeLog as report } from '../../portal/log.ts';
import { serve } from '../../portal/serve.ts';
import { openPortal } from '../../portal/server/portal.ts';

const portal = await openPortal({ folder: process.argv[2] ?? '', databaseUrl: process.argv[3], nowSeconds, report });
const server = await serve({ portal, host: '127.0.0.1', port: 0, report });
process.stdout.write(`${server.port}\n`);
