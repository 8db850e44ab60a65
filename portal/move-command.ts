// `move-to-postgres`: from one file to a database that several processes can share.
import { parseArgs } from 'node:util';
import { type Command, DATA, folderName, print, text } from './command.ts';
import { moveToPostgres } from './server/move.ts';
import { databaseUrl } from './settings.ts';
import { UsageError } from './values.ts';

export const MOVE_COMMAND: Command = {
  summary: 'Move the store of a data folder into PostgreSQL',
  usage: '',
  options: [['DATABASE_URL', 'environment: an empty PostgreSQL database, such as postgresql://user@host/portal'], DATA],
  run: async (args) => {
    const { values } = parseArgs({ args, options: { data: text } });
    const folder = folderName(values.data);
    const url = databaseUrl(process.env);
    if (url === undefined) throw new UsageError('Where to? Set DATABASE_URL to an empty PostgreSQL database.');
    const { tables, keptAs } = await moveToPostgres(folder, url, ({ table, rows }) => {
      if (rows > 0) print(`  ${String(rows).padStart(9)}  ${table}`);
    });
    const total = tables.reduce((sum, { rows }) => sum + rows, 0);
    print(`Moved ${total} rows; each table has as many in PostgreSQL as it had in the file.`);
    print(
      `The file is kept as ${keptAs}. Start the portal with DATABASE_URL set, and back the database up from now on.`,
    );
  },
};
