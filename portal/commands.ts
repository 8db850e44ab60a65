// What each command of the vendor's command line does. Results go to standard output, as text or, with --json, for programs.
import { parseArgs } from 'node:util';
import { CHANGE_COMMANDS, parseSeatRules, SEAT_RULE_OPTIONS, SEAT_RULES } from './change-commands.ts';
import { nowSeconds } from './clock.ts';
import {
  asVendor,
  type Command,
  DATA,
  flag,
  folderName,
  JSON_OUTPUT,
  only,
  print,
  text,
  texts,
  withFolder,
} from './command.ts';
import { KEY_COMMANDS } from './key-commands.ts';
import { MOVE_COMMAND } from './move-command.ts';
import { OFFICE_COMMANDS } from './office-commands.ts';
import { OPERATION_COMMANDS } from './operation-commands.ts';
import { start } from './serve.ts';
import { createDataFolder } from './server/folder.ts';
import { type ProductInfo, readProducts } from './server/portal.ts';
import type { LicenseView } from './server/vendor/licenses.ts';
import { databaseUrl } from './settings.ts';
import { TEAM_COMMANDS } from './team-commands.ts';
import {
  parseCount,
  parseDuration,
  parseFeatures,
  parseIssuer,
  parseLastDay,
  parseMachineRule,
  parseWindow,
  writeDuration,
  writeTime,
} from './values.ts';

export const COMMANDS: Record<string, Command> = {
  init: {
    summary: 'Create a data folder with a new signing key',
    usage: '[--issuer NAME]',
    options: [['--issuer NAME', 'your name as codes carry it, at most 64 bytes'], DATA],
    run: init,
  },
  'product add': {
    summary: 'Describe a product and what its licenses allow',
    usage: '<id> --name NAME [options]',
    options: [
      ['--name NAME', 'as people see it'],
      ['--seats N', 'machines per license; default: 1'],
      ['--machine K-of-N', "how many of a machine's components must still match; default: 2-of-3"],
      ['--term 365d', 'how long a license lasts, from its first activation; default: without end'],
      ['--offline 14d', 'how long a machine may go without a check-in, or none for air-gapped machines; default: 14d'],
      ['--refresh 1d', 'when an online machine should refresh, or none; default: 1d'],
      ['--renew 30d', 'when "renew soon" begins; default: 30d'],
      ['--feature NAME[=VALUE]', 'a feature that codes grant; may be repeated'],
      ['--domain PATTERN', 'a host name of a web app, such as *.example.com; may be repeated'],
      ...SEAT_RULES,
      DATA,
    ],
    run: addProduct,
  },
  'product list': { summary: 'List the products', usage: '[--json]', options: [JSON_OUTPUT, DATA], run: listProducts },
  'license add': {
    summary: 'Make a license and print its key, once',
    usage: '<product> [options]',
    options: [
      ['--seats N', 'machines; default: what the product says'],
      ['--customer ID', 'your own id of the customer, at most 64 bytes; codes carry it'],
      ['--account EMAIL', 'who signs in to the portal with this address has the license, also without its key'],
      ['--plan NAME', 'at most 40 bytes; codes carry it'],
      ['--until 2027-12-31', "last day, instead of the product's term"],
      JSON_OUTPUT,
      DATA,
    ],
    run: addLicense,
  },
  'license list': {
    summary: 'List the licenses, without their keys',
    usage: '[--json]',
    options: [JSON_OUTPUT, DATA],
    run: listLicenses,
  },
  ...CHANGE_COMMANDS,
  'move-to-postgres': MOVE_COMMAND,
  start: {
    summary: 'Start the portal',
    usage: '',
    options: [
      ['PORT', 'environment: where to listen; default: 4321'],
      ['HOST', 'environment: on which address; default: 127.0.0.1, only this machine'],
      ['LATCHKEY_TRUST_PROXY', 'environment: 1 behind a reverse proxy that sets X-Forwarded-For'],
      ['DATABASE_URL', 'environment: a PostgreSQL database instead of the file in the data folder'],
      DATA,
    ],
    run: async (args) => {
      const { values } = parseArgs({ args, options: { data: text } });
      await start({ ...process.env, LATCHKEY_DATA: folderName(values.data) });
    },
  },
  ...KEY_COMMANDS,
  ...OFFICE_COMMANDS,
  ...OPERATION_COMMANDS,
  ...TEAM_COMMANDS,
};

async function init(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: text, issuer: text } });
  const folder = folderName(values.data);
  await createDataFolder(folder, {
    nowSeconds: nowSeconds(),
    issuer: parseIssuer(values.issuer),
    databaseUrl: databaseUrl(process.env),
  });
  print(`Created ${folder} with a new signing key.`);
  print(
    'Back the whole folder up now, and keep the copy as safe as the original: whoever has it can sign your licenses.',
  );
}

async function addProduct(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      data: text,
      name: text,
      seats: text,
      machine: text,
      term: text,
      offline: text,
      refresh: text,
      renew: text,
      feature: texts,
      domain: texts,
      ...SEAT_RULE_OPTIONS,
    },
  });
  const id = only(positionals, "the product's id");
  await asVendor(values.data, (vendor) =>
    vendor.addProduct({
      id,
      name: values.name ?? id,
      seats: parseCount('seats', values.seats) ?? 1,
      machine: parseMachineRule(values.machine ?? '2-of-3'),
      termSeconds: parseDuration('term', values.term),
      offlineSeconds: parseWindow('offline', values.offline ?? '14d'),
      refreshSeconds: parseWindow('refresh', values.refresh ?? '1d'),
      renewWindowSeconds: parseDuration('renew', values.renew),
      features: parseFeatures(values.feature ?? []),
      domains: values.domain ?? [],
      ...parseSeatRules(values),
    }),
  );
  print(`Added product ${id}. Make a license for it with: npm run portal -- license add ${id}`);
}

async function listProducts(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: text, json: flag } });
  const products = await withFolder(values.data, ({ store }) => readProducts(store.database));
  if (values.json) return print(JSON.stringify(products));
  if (products.length === 0) return print('There is no product yet; add one with: npm run portal -- product add');
  for (const product of products) print(describeProduct(product));
}

async function addLicense(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: text, json: flag, seats: text, customer: text, account: text, plan: text, until: text },
  });
  const product = only(positionals, "a product's id");
  const license = await asVendor(values.data, (vendor) =>
    vendor.addLicense({
      product,
      seats: parseCount('seats', values.seats),
      customerId: values.customer,
      accountEmail: values.account,
      plan: values.plan,
      expiresAt: parseLastDay('until', values.until),
    }),
  );
  if (values.json) return print(JSON.stringify(license));
  print(`License key: ${license.licenseKey}`);
  print(`License id:  ${license.id}`);
  print(`Seats:       ${license.seats}`);
  if (values.account !== undefined) print(`Account:     ${values.account}`);
  print('This is the only time that the key is shown; hand it to the customer.');
}

async function listLicenses(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: text, json: flag } });
  const licenses = await asVendor(values.data, (vendor) => vendor.listLicenses());
  if (values.json) return print(JSON.stringify(licenses));
  if (licenses.length === 0) return print('There is no license yet; make one with: npm run portal -- license add');
  for (const license of licenses) print(describeLicense(license));
}

function describeProduct({ id, name, seats, machine, termSeconds, offlineSeconds }: ProductInfo): string {
  const parts = [
    `${id}  ${name}`,
    `seats ${seats}`,
    `machine ${machine.needed}-of-${machine.of}`,
    `term ${termSeconds === undefined ? 'without end' : writeDuration(termSeconds)}`,
    `offline ${offlineSeconds === undefined ? 'without limit' : writeDuration(offlineSeconds)}`,
  ];
  return parts.join('  ·  ');
}

function describeLicense({ id, productId, state, seats, customerId, plan, expiresAt }: LicenseView): string {
  const parts = [
    `${id}  ${productId}`,
    state,
    `seats ${seats.used} of ${seats.total}`,
    ...(customerId === undefined ? [] : [`customer ${customerId}`]),
    ...(plan === undefined ? [] : [`plan ${plan}`]),
    expiresAt === undefined ? 'no end yet' : `ends ${writeTime(expiresAt)}`,
  ];
  return parts.join('  ·  ');
}
