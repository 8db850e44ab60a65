// What the first page of the console tells: first what needs attention, most urgent first, then how much there is.
import type { AuditEntry } from '../../server/audit/log.ts';
import type { Portal } from '../../server/portal.ts';
import type { Member } from '../../server/team/team.ts';
import type { By } from '../../server/vendor/change.ts';
import type { LicenseView } from '../../server/vendor/licenses.ts';
import type { Overview } from '../../server/vendor/statistics.ts';
import type { ConsoleTexts } from '../../texts/console.ts';
import type { Texts } from '../../texts/index.ts';
import { answerOf } from './answers.ts';

const DAY_SECONDS = 86_400;
const ENDING_READ = 200;
const SHOWN = 8;

export interface Attention {
  tone: 'act' | 'soon';
  text: string;
  /** A sentence more. */
  note?: string;
  href?: string;
}

export interface OverviewPage {
  attention: Attention[];
  counts: Overview;
  next: (LicenseView & { expiresAt: number })[];
  recent: AuditEntry[];
  names: Map<string, string>;
}

export async function readConsoleOverview(
  { portal, texts, consoleTexts }: { portal: Portal; texts: Texts; consoleTexts: ConsoleTexts },
  by: By,
  member: Member,
  headers: Headers,
): Promise<OverviewPage> {
  const { office, team } = portal;
  const endsBefore = office.nowSeconds() + 90 * DAY_SECONDS;
  const [counts, findings, ending, recent, products, names, factor, passkeys] = await Promise.all([
    office.statistics.overview(by),
    office.findings(),
    office.licenses.list(by, { state: 'active', endsBefore, limit: ENDING_READ }),
    office.audit.list(by, { limit: SHOWN }),
    portal.products(),
    team?.names(),
    team?.own.factor(member),
    team?.own.passkeys(headers),
  ]);
  const words = consoleTexts.overview;
  const overview = answerOf(counts);
  const attention: Attention[] = findings.map(({ about, state, says }) => ({
    tone: state === 'bad' ? 'act' : 'soon',
    text: words.about[about] ?? about,
    note: texts.sentence(says),
    ...hrefOf(about),
  }));
  if (overview.ending.days7 > 0)
    attention.push({
      tone: 'act',
      text: words.endingSoon(overview.ending.days7),
      href: '/console/licenses?state=ending',
    });
  if (products.length === 0) attention.push({ tone: 'soon', text: words.noProduct, href: '/console/products' });
  if (passkeys?.length === 0 && factor?.on === false)
    attention.push({ tone: 'soon', text: words.secure, href: '/console/profile' });
  return {
    attention: attention.sort((a, b) => Number(b.tone === 'act') - Number(a.tone === 'act')),
    counts: overview,
    next: answerOf(ending)
      .items.flatMap((license) =>
        license.expiresAt === undefined ? [] : [{ ...license, expiresAt: license.expiresAt }],
      )
      .sort((a, b) => a.expiresAt - b.expiresAt)
      .slice(0, SHOWN),
    recent: answerOf(recent),
    names: names ?? new Map(),
  };
}

/** Where the console shows more about it. */
function hrefOf(about: string): { href?: string } {
  if (about === 'webhooks') return { href: '/console/webhooks/deliveries' };
  return about === 'signing key' ? { href: '/console/signing-keys' } : {};
}
