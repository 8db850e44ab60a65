// The rows behind the vendor's side of the portal, as migrations 050 to 055 create them. Times are whole seconds since 1970.

export interface VendorTables {
  audit_entry: AuditEntryRow;
  audit_head: { id: number; sequence: number; hash: Uint8Array };
  api_key: ApiKeyRow;
  api_replay: { name: Uint8Array; asked: Uint8Array; answer: Uint8Array; created_at: number };
  webhook: WebhookRow;
  webhook_event: { webhook_id: string; action: string };
  webhook_delivery: WebhookDeliveryRow;
  webhook_try: WebhookTryRow;
  customer: CustomerRow;
  validation_day: { day: number; product_id: string; outcome: string; count: number };
  request_day: RequestDayRow;
  key_use: { kid: string; uses: number; last_at: number };
}

export interface AuditEntryRow {
  id: string;
  at: number;
  actor_kind: string;
  actor_id: string | null;
  address: string | null;
  action: string;
  subject_kind: string | null;
  subject_id: string | null;
  /** JSON: sorted pairs of name and value. */
  detail: string;
  /** Null until the entry has its place in the chain. */
  sequence: number | null;
  hash: Uint8Array | null;
}

export interface ApiKeyRow {
  id: string;
  name: string;
  secret_hash: Uint8Array;
  /** JSON: an array of scopes. */
  scopes: string;
  product_id: string | null;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
}

export interface WebhookRow {
  id: string;
  url: string;
  /** JSON: an array of names of acts, or of `*`. */
  events: string;
  product_id: string | null;
  secret_sealed: Uint8Array;
  previous_sealed: Uint8Array | null;
  previous_until: number | null;
  state: 'enabled' | 'disabled' | 'deleted';
  created_at: number;
}

export interface WebhookDeliveryRow {
  id: string;
  webhook_id: string;
  entry_id: string;
  state: 'pending' | 'success' | 'failed';
  attempts: number;
  next_at: number;
  created_at: number;
  completed_at: number | null;
  response_code: number | null;
  reason: string | null;
}

export interface WebhookTryRow {
  delivery_id: string;
  /** From 1 on, and on when it is sent again. */
  number: number;
  at: number;
  milliseconds: number;
  response_code: number | null;
  reason: string | null;
}

export interface CustomerRow {
  id: string;
  name: string;
  email: string | null;
  created_at: number;
}

export interface RequestDayRow {
  day: number;
  requests: number;
  errors: number;
  total_milliseconds: number;
  min_milliseconds: number;
  max_milliseconds: number;
}
