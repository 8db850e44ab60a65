// The form with a product's rules, for a new product and for one that is changed.
import type { NewProduct } from '../../server/vendor/issuable.ts';
import type { ProductChange, ProductView } from '../../server/vendor/products.ts';
import type { ConsoleTexts } from '../../texts/console.ts';
import { featureLines, spanValues, Typed, type Values } from './typed.ts';

const MOST_SEATS = 100_000;
const MOST_TRAITS = 8;
const MOST_TIMES = 1000;
const YEAR_SECONDS = 366 * 86_400;
const DAY_SECONDS = 86_400;

/** What the operation's members are called in the form. */
export const PRODUCT_FIELDS = {
  machine: 'machineNeeded',
  termSeconds: 'term',
  offlineSeconds: 'offline',
  refreshSeconds: 'refresh',
  renewWindowSeconds: 'renewWindow',
  changesPer30Days: 'changes',
  replacementsPerYear: 'replacements',
  replacementDelaySeconds: 'replacementDelay',
  correctionSeconds: 'correction',
};

const SPANS = ['term', 'offline', 'refresh', 'renewWindow', 'replacementDelay', 'correction', 'jwtSeconds'] as const;
const TEXTS = [
  'id',
  'name',
  'seats',
  'machineOf',
  'machineNeeded',
  'changes',
  'replacements',
  'features',
  'domains',
  'jwtIssuer',
  'jwtAudience',
] as const;

/** For a desktop application that is often offline: the same as on the command line, with a term of a year. */
export const DEFAULTS: Values = {
  seats: '1',
  machineOf: '3',
  machineNeeded: '2',
  changes: '5',
  replacements: '2',
  ...spanValues('term', 365 * DAY_SECONDS),
  ...spanValues('offline', 14 * DAY_SECONDS),
  ...spanValues('refresh', DAY_SECONDS),
  ...spanValues('renewWindow', 30 * DAY_SECONDS),
  ...spanValues('correction', 7 * DAY_SECONDS),
};

export function productValues(product: ProductView): Values {
  return {
    id: product.id,
    name: product.name,
    seats: String(product.seats),
    machineOf: String(product.machine.of),
    machineNeeded: String(product.machine.needed),
    changes: String(product.changesPer30Days),
    replacements: String(product.replacementsPerYear),
    features: featureLines(product.features),
    domains: product.domains.join('\n'),
    jwtIssuer: product.jwt.issuer ?? '',
    jwtAudience: product.jwt.audience ?? '',
    ...spanValues('term', product.termSeconds),
    ...spanValues('offline', product.offlineSeconds),
    ...spanValues('refresh', product.refreshSeconds),
    ...spanValues('renewWindow', product.renewWindowSeconds),
    ...spanValues('replacementDelay', product.replacementDelaySeconds || undefined),
    ...spanValues('correction', product.correctionSeconds || undefined),
    ...spanValues('jwtSeconds', product.jwt.seconds),
  };
}

export interface ReadProduct {
  product: NewProduct;
  jwt: { issuer: string | undefined; audience: string | undefined; seconds: number | undefined };
  values: Values;
  typed: Typed;
}

export function readProduct(texts: ConsoleTexts, form: FormData | undefined, isNew: boolean): ReadProduct {
  const typed = new Typed(form, texts);
  const words = texts.productWork;
  const product: NewProduct = {
    id: isNew ? productId(typed, words) : '',
    name: typed.needed('name', 200, words.nameMissing),
    seats: typed.whole('seats', 1, MOST_SEATS) ?? 1,
    machine: machineRule(typed, words),
    termSeconds: typed.span('term'),
    offlineSeconds: typed.span('offline'),
    refreshSeconds: typed.span('refresh'),
    renewWindowSeconds: typed.span('renewWindow'),
    changesPer30Days: typed.whole('changes', 0, MOST_TIMES),
    replacementsPerYear: typed.whole('replacements', 0, MOST_TIMES),
    replacementDelaySeconds: typed.span('replacementDelay', { least: 0, most: YEAR_SECONDS }) ?? 0,
    correctionSeconds: typed.span('correction', { least: 0, most: YEAR_SECONDS }) ?? 0,
    features: typed.features('features') ?? {},
    domains: typed.domains('domains') ?? [],
  };
  const { refreshSeconds: refresh, offlineSeconds: offline } = product;
  if (refresh !== undefined && offline !== undefined && refresh >= offline) typed.wrong('refresh', words.refreshLater);
  const jwt = {
    issuer: typed.line('jwtIssuer', 200),
    audience: typed.line('jwtAudience', 200),
    seconds: typed.span('jwtSeconds', { most: YEAR_SECONDS }),
  };
  return { product, jwt, values: typedValues(typed), typed };
}

/** What of it is other than before: limits that stand in no field any more are taken away. */
export function productChange({ product, jwt }: ReadProduct, before: ProductView): ProductChange {
  const { id: _, ...rules } = product;
  const now = Object.fromEntries(Object.entries(rules).map(([name, value]) => [name, value ?? null]));
  const was = new Map<string, unknown>(Object.entries(before));
  const changed = Object.entries(now).filter(([name, value]) => spelled(value) !== spelled(was.get(name) ?? null));
  const wanted: ProductChange = Object.fromEntries(changed);
  const jwtNow = { issuer: jwt.issuer ?? null, audience: jwt.audience ?? null, seconds: jwt.seconds ?? null };
  const jwtWas = { issuer: null, audience: null, seconds: null, ...before.jwt };
  return spelled(jwtNow) === spelled(jwtWas) ? wanted : { ...wanted, jwt: jwtNow };
}

function spelled(value: unknown): string {
  return JSON.stringify(value);
}

/** Fewer letters than codes could carry: what stands in an application's source is short and plain. */
function productId(typed: Typed, words: ConsoleTexts['productWork']): string {
  const id = typed.needed('id', 64, words.idMissing);
  if (id !== '' && !/^[a-z0-9][a-z0-9-]{0,31}$/.test(id)) typed.wrong('id', words.idWrong);
  return id;
}

function machineRule(typed: Typed, words: ConsoleTexts['productWork']): NewProduct['machine'] {
  const of = typed.whole('machineOf', 1, MOST_TRAITS) ?? 3;
  const needed = typed.whole('machineNeeded', 1, MOST_TRAITS) ?? Math.floor(of / 2) + 1;
  const isWrong = typed.problemOf('machineOf') ?? typed.problemOf('machineNeeded');
  if (!isWrong && (needed > of || 2 * needed <= of)) typed.wrong('machineNeeded', words.machineRule(of));
  return { needed, of };
}

function typedValues(typed: Typed): Values {
  const names = [...TEXTS, ...SPANS.flatMap((name) => [name, `${name}Unit`])];
  return Object.fromEntries(names.map((name) => [name, typed.text(name)]));
}
