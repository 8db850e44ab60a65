// What an API key may do. A scope names a kind of thing and whether it is read or changed; `read` and `write` stand for many.

/** Each with what it allows, as the reference page and the console show it. */
export const SCOPES = {
  'licenses:read': 'see licenses, without their keys',
  'licenses:write': 'issue, change, suspend, revoke, extend and transfer licenses; make JWTs',
  'license-keys:read': 'see the license keys themselves',
  'products:read': 'see products and their rules',
  'products:write': 'add and change products',
  'customers:read': 'see customers',
  'customers:write': 'add and change customers',
  'machines:read': 'see machines',
  'machines:write': 'free the seats of machines',
  'statistics:read': 'see counts, and the metrics of the process',
  'webhooks:read': 'see webhooks and their deliveries',
  'webhooks:write': 'add, change and remove webhooks; send messages again',
  'api-keys:read': 'see API keys, without their secrets',
  'api-keys:write': 'make and revoke API keys that can do no more than this one',
  'audit:read': 'read and export the audit log',
} as const;

export type Scope = keyof typeof SCOPES;

export const ALL_SCOPES = Object.keys(SCOPES).filter((name): name is Scope => name in SCOPES);

/** Never handed out with many others: whoever reads license keys can use them. */
const ASKED_FOR_BY_NAME: readonly Scope[] = ['license-keys:read'];

/** Short names for many scopes. `*` is everything. */
export const GROUPS: Readonly<Record<string, readonly Scope[]>> = {
  read: ALL_SCOPES.filter((scope) => scope.endsWith(':read') && !ASKED_FOR_BY_NAME.includes(scope)),
  write: ALL_SCOPES.filter((scope) => !ASKED_FOR_BY_NAME.includes(scope)),
  '*': ALL_SCOPES,
};

/** The scopes that names stand for; undefined when a name is none. */
export function expandScopes(names: readonly string[]): Scope[] | undefined {
  const groups = new Map(Object.entries(GROUPS));
  const found = names.map((name) => groups.get(name) ?? ALL_SCOPES.filter((scope) => scope === name));
  if (found.length === 0 || found.some((scopes) => scopes.length === 0)) return undefined;
  const wanted = new Set(found.flat());
  return ALL_SCOPES.filter((scope) => wanted.has(scope));
}
