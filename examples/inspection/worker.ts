import { type PrecacheEntry, refreshInBackground, serveShell } from '../../sdk-web/worker.ts';
import { options } from './license.ts';

/** Written into the build: every file of the application with its hash. */
declare const FILES: PrecacheEntry[];

serveShell(self, { files: FILES, shell: 'index.html' });
refreshInBackground(self, options);
