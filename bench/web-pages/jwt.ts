// The usual way: a JWT in IndexedDB, verified with `jose`. No binding to a browser, no seal, no memory of the time.
import { get, set } from 'idb-keyval';
import { importJWK, jwtVerify } from 'jose';
import { done, watchLongTasks } from './done.ts';

declare const JWT: string;
declare const JWK: { kty: string; crv: string; x: string };

watchLongTasks();
let token = await get<string>('token');
if (token === undefined) {
  token = JWT;
  await set('token', token);
}
const key = await importJWK(JWK, 'EdDSA');
const { payload } = await jwtVerify(token, key, { audience: 'field-inspection' });
done(payload.sub !== undefined);
