// The thread of checkpoints.ts: a second connection to the store, which only moves pages from the log into the file.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

export interface Moved {
  /** Pages in the log, and how many of them came while the others were moved. */
  pages: number;
  left: number;
}

/** What came while the first were moved is less, and what came then less again. */
const ROUNDS = 3;
const FEW_PAGES = 512;

const database = new DatabaseSync(String(workerData), { timeout: 0 });
database.exec('pragma synchronous = full; pragma trusted_schema = off; pragma cache_size = -1024');
const checkpoint = database.prepare('pragma wal_checkpoint(passive)');

parentPort?.on('message', (order: 'move' | 'close') => {
  if (order === 'move') return parentPort?.postMessage(move());
  database.close();
  parentPort?.close();
});

function move(): Moved {
  let moved = moveOnce();
  for (let round = 1; round < ROUNDS && moved.left > FEW_PAGES; round++) moved = moveOnce();
  return moved;
}

function moveOnce(): Moved {
  const { log, checkpointed } = checkpoint.get() ?? {};
  return { pages: Number(log), left: Number(log) - Number(checkpointed) };
}
