// What each role of the vendor's team may do. Whatever is not named here, nobody may.

export const ROLES = ['owner', 'support', 'reader'] as const;
export type Role = (typeof ROLES)[number];

/** Everybody may look at everything that is no secret; a right is for what changes something or shows a secret. */
export const RIGHTS = {
  licenses: ['owner', 'support'],
  customers: ['owner', 'support'],
  machines: ['owner', 'support'],
  /** Sending a message of a webhook again. */
  resend: ['owner', 'support'],
  products: ['owner'],
  webhooks: ['owner'],
  'signing-keys': ['owner'],
  'api-keys': ['owner'],
  team: ['owner'],
  /** One's own name and sessions. */
  profile: ['owner', 'support', 'reader'],
  /** One's own passkeys and second factor. */
  security: ['owner', 'support', 'reader'],
} as const satisfies Record<string, readonly Role[]>;

export type Right = keyof typeof RIGHTS;

/** Acts that would outlive a stolen session: they need a sign-in of a few minutes ago. */
const SENSITIVE: readonly Right[] = ['signing-keys', 'api-keys', 'team', 'webhooks', 'security'];

export function mayRole(role: Role, right: Right): boolean {
  const roles: readonly Role[] = RIGHTS[right];
  return roles.includes(role);
}

export function needsFresh(right: Right): boolean {
  return SENSITIVE.includes(right);
}

export function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}
