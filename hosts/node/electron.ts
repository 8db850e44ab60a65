// A store whose key is sealed by Electron's `safeStorage`: Keychain on macOS, DPAPI on Windows, the Secret Service or KWallet on Linux.
import { join } from 'node:path';
import { folderAt } from './folder.ts';
import { type Keychain, StoreFault } from './store.ts';

/** The part of `safeStorage` that is used (https://www.electronjs.org/docs/latest/api/safe-storage). */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Uint8Array;
  decryptString(sealed: Buffer): string;
}

/**
 * Keeps keys in `folder` (such as `app.getPath('userData')`), sealed by the system. To be made after the `ready` event of `app`.
 *
 * @throws StoreFault when the system offers no encryption now: better no keychain than one that only looks like it
 */
export function electronKeychain(safeStorage: SafeStorage, folder: string): Keychain {
  const place = folderAt(join(folder, 'latchkey-keys'));
  return {
    readKey: (account) => {
      const sealed = place.read(account);
      return sealed && decrypt(safeStorage, sealed);
    },
    writeKey: (account, key) => {
      demandEncryption(safeStorage, 'not-writable');
      place.prepare();
      const name = `${account}.new`;
      place.remove(name);
      place.create(name, safeStorage.encryptString(Buffer.from(key).toString('base64url')));
      place.rename(name, account);
      place.sync();
    },
  };
}

function decrypt(safeStorage: SafeStorage, sealed: Uint8Array): Uint8Array | undefined {
  demandEncryption(safeStorage, 'not-readable');
  try {
    return new Uint8Array(Buffer.from(safeStorage.decryptString(Buffer.from(sealed)), 'base64url'));
  } catch {
    return undefined; // sealed for another user or another machine: no key of ours, and thus damage
  }
}

function demandEncryption(safeStorage: SafeStorage, fault: StoreFault['fault']): void {
  if (safeStorage.isEncryptionAvailable()) return;
  throw new StoreFault(fault, "The system's keychain does not answer: unlock it and try again.");
}
