// Rows of migrations/030-accounts.ts that we ask for ourselves; the other tables of an audience belong to the sign-in library.

export interface AccountTables {
  license_holder: { license_id: string; email: string; since: number };
  key_session: { id: Uint8Array; license_id: string; created_at: number; used_at: number };
}
