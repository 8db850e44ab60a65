// Every step that the store's shape has gone through. To add one: a file beside this one, and a line here.
import type { Step } from '../migrate.ts';
import { start } from './001-start.ts';
import { accounts } from './030-accounts.ts';
import { audit } from './050-audit.ts';
import { apiKeys } from './051-api-keys.ts';
import { webhooks } from './052-webhooks.ts';
import { signingKeys } from './053-signing-keys.ts';
import { vendor } from './054-vendor.ts';
import { statistics } from './055-statistics.ts';
import { restored } from './056-restored.ts';
import { keyUse } from './058-key-use.ts';
import { keyEnds } from './059-key-ends.ts';
import { team } from './080-team.ts';
import { order } from './090-order.ts';
import { webhookTries } from './110-webhook-tries.ts';

export const STEPS: readonly Step[] = [
  start,
  accounts,
  audit,
  apiKeys,
  webhooks,
  signingKeys,
  vendor,
  statistics,
  restored,
  keyUse,
  keyEnds,
  team,
  order,
  webhookTries,
];
