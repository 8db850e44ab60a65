// The form of a webhook, and which deliveries a page lists.
import type { DeliveryView } from '../../server/vendor/deliveries.ts';
import type { ConsoleTexts } from '../../texts/console.ts';
import { textOf } from '../form.ts';
import type { FormProblem } from '../problem.ts';

export const DELIVERY_STATES = ['failed', 'pending', 'success'] as const satisfies readonly DeliveryView['state'][];
export const DELIVERIES_A_PAGE = 50;

export interface WebhookForm {
  url: string;
  all: boolean;
  events: string[];
  product: string;
}

export const EMPTY_WEBHOOK: WebhookForm = { url: '', all: true, events: [], product: '' };

/** Which addresses may be sent to is judged by the office, and again each time something is sent. */
export function readWebhookForm(
  words: ConsoleTexts['webhooks'],
  form: FormData,
): { typed: WebhookForm; problems: FormProblem[] } {
  const typed: WebhookForm = {
    url: textOf(form, 'url').trim(),
    all: textOf(form, 'which') !== 'some',
    events: form.getAll('events').filter((event) => typeof event === 'string'),
    product: textOf(form, 'product'),
  };
  const problems: FormProblem[] = [];
  if (typed.url === '') problems.push({ field: 'url', sentence: words.noUrl });
  if (!typed.all && typed.events.length === 0) problems.push({ field: 'events', sentence: words.noEvents });
  return { typed, problems };
}

export function eventsOf({ all, events }: Pick<WebhookForm, 'all' | 'events'>): string[] {
  return all ? ['*'] : events;
}

export function typedOf({
  url,
  events,
  product,
}: {
  url: string;
  events: readonly string[];
  product?: string;
}): WebhookForm {
  const all = events.includes('*');
  return { url, all, events: all ? [] : [...events], product: product ?? '' };
}

export interface DeliveryChoice {
  state: DeliveryView['state'] | undefined;
  webhook: string | undefined;
  cursor: string | undefined;
}

export function readDeliveryChoice(query: URLSearchParams): DeliveryChoice {
  const named = (name: string) => (query.get(name) ?? '').slice(0, 200) || undefined;
  return {
    state: DELIVERY_STATES.find((state) => state === query.get('state')),
    webhook: named('webhook'),
    cursor: named('cursor'),
  };
}

export function writeDeliveryChoice(choice: DeliveryChoice, change: Partial<DeliveryChoice> = {}): string {
  const { state, webhook, cursor } = { ...choice, cursor: undefined, ...change };
  const query = new URLSearchParams();
  if (state) query.set('state', state);
  if (webhook) query.set('webhook', webhook);
  if (cursor) query.set('cursor', cursor);
  const text = query.toString();
  return text && `?${text}`;
}
