import { type PrecacheEntry, serveShell } from '../../sdk-web/worker.ts';

declare const FILES: PrecacheEntry[];

serveShell(self, { files: FILES });
self.addEventListener('install', () => void Reflect.get(self, 'skipWaiting').call(self));
