// Rows of migrations/080-team.ts that we ask for ourselves; the other tables of the team belong to the sign-in library.
import type { Role } from './team/rights.ts';

export interface TeamTables {
  team_member: TeamMemberRow;
  team_link: TeamLinkRow;
  team_factor: { member_id: string; secret: Uint8Array; last_step: number; confirmed_at: number | null };
  team_recovery_code: { member_id: string; hash: Uint8Array };
}

export interface TeamMemberRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  since: number;
  seen_at: number | null;
  removed_at: number | null;
}

export interface TeamLinkRow {
  id: Uint8Array;
  kind: 'owner' | 'invitation' | 'sign-in';
  /** Null: whoever opens it names an address. */
  email: string | null;
  name: string | null;
  role: Role | null;
  created_at: number;
  expires_at: number;
}
