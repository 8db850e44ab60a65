// Commands that change what was sold: a product's rules, and the state of a license.
import { parseArgs } from 'node:util';
import { asVendor, type Command, DATA, only, print, text } from './command.ts';
import { changeLicense, refundLicense } from './server/vendor/licenses.ts';
import { changeProduct } from './server/vendor/products.ts';
import { COMMAND, demand } from './server/vendor.ts';
import { parseCount, parseDuration, parseSpan, parseWindow, UsageError } from './values.ts';

/** How machines may come and go; for `product add` and `product change` alike. */
export const SEAT_RULES: [string, string][] = [
  ['--changes N', 'how often a seat may change hands in 30 days; default: 5'],
  ['--replacements N', 'how many lost machines may be replaced a year, for each seat; default: 2'],
  ['--replacement-delay 3d', 'how long the seat of a lost machine stays closed, or none; default: none'],
  ['--corrections 7d', 'how long a mistyped fingerprint may be corrected, or none; default: 7d'],
];
export const SEAT_RULE_OPTIONS = {
  changes: text,
  replacements: text,
  'replacement-delay': text,
  corrections: text,
} as const;

export function parseSeatRules(values: { [K in keyof typeof SEAT_RULE_OPTIONS]?: string | undefined }) {
  return {
    changesPer30Days: parseCount('changes', values.changes),
    replacementsPerYear: parseCount('replacements', values.replacements),
    replacementDelaySeconds: parseSpan('replacement-delay', values['replacement-delay']),
    correctionSeconds: parseSpan('corrections', values.corrections),
  };
}

export const CHANGE_COMMANDS: Record<string, Command> = {
  'product change': {
    summary: 'Change what the next codes and licenses of a product say',
    usage: '<id> [options]',
    options: [
      ['--name NAME', 'as people see it'],
      ['--seats N', 'machines of licenses that are made from now on'],
      ['--term 365d', 'how long such a license lasts, or none'],
      ['--offline 14d', 'how long a machine may go without a check-in, or none'],
      ['--refresh 1d', 'when an online machine should refresh, or none'],
      ...SEAT_RULES,
      DATA,
    ],
    run: changeRules,
  },
  'license suspend': stateCommand('Refuse new codes for a license until it is resumed', 'suspended', (vendor, id) =>
    changeLicense(vendor, COMMAND, id, { state: 'suspended' }),
  ),
  'license resume': stateCommand('Undo a suspension or a refund', 'active again', (vendor, id) =>
    changeLicense(vendor, COMMAND, id, { state: 'active' }),
  ),
  'license refund': stateCommand('Refuse new codes for a license that was refunded', 'refunded', refund),
};

type VendorOffice = Parameters<typeof refundLicense>[0];

function refund(office: VendorOffice, id: string): ReturnType<typeof refundLicense> {
  return refundLicense(office, COMMAND, id);
}

function stateCommand(summary: string, said: string, change: typeof refund): Command {
  return {
    summary,
    usage: '<license id>',
    options: [DATA],
    run: async (args) => {
      const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { data: text } });
      const id = only(positionals, "a license's id").toUpperCase();
      await asVendor(values.data, async ({ office }) => demand(await change(office, id)));
      print(`License ${id} is ${said}. Its machines hear of it when they ask next; until then their codes are good.`);
    },
  };
}

async function changeRules(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: text, name: text, seats: text, term: text, offline: text, refresh: text, ...SEAT_RULE_OPTIONS },
  });
  const id = only(positionals, "the product's id");
  if (Object.keys(values).every((name) => name === 'data')) throw new UsageError('Say what to change.');
  const wanted = {
    name: values.name,
    seats: parseCount('seats', values.seats),
    termSeconds: orNone(values.term, parseDuration, 'term'),
    offlineSeconds: orNone(values.offline, parseWindow, 'offline'),
    refreshSeconds: orNone(values.refresh, parseWindow, 'refresh'),
    ...parseSeatRules(values),
  };
  await asVendor(values.data, async ({ office }) => demand(await changeProduct(office, COMMAND, id, wanted)));
  print(`Changed product ${id}. Codes that are out there keep what they say.`);
}

/** `none` takes the limit away, and nothing leaves it as it is. */
function orNone(
  value: string | undefined,
  parse: (option: string, text: string) => number | undefined,
  option: string,
): number | null | undefined {
  if (value === undefined) return undefined;
  return value === 'none' ? null : parse(option, value);
}
