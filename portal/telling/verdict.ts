// What the page "Check a code" says about a verdict. Judges nothing: it arranges what the module answered.
import type { Accepted, Place, RefusalName, Refused, Verdict } from '../../hosts/js/index.ts';
import type { Texts } from '../texts/index.ts';
import { featureTexts } from './feature.ts';
import { checkInStatement, licenseStatement, type Statement, type Tone } from './statement.ts';

export interface Fact {
  term: string;
  text?: string;
  dateSeconds?: number;
}

export interface VerdictView {
  tone: Tone;
  title: string;
  sentence: string;
  /** The reason's name, in small type, for support. */
  reason: string;
  /** Where the code is wrong, when that is what is wrong. */
  place?: Place;
  statements: Statement[];
  facts: Fact[];
}

export function verdictView(texts: Texts, verdict: Verdict, machineGiven: boolean, nowSeconds: number): VerdictView {
  if (verdict.accepted) return acceptedView(texts, verdict, nowSeconds);
  if (verdict.reason === 'wrong-machine' && !machineGiven) return openView(texts, verdict);
  return refusedView(texts, verdict);
}

function acceptedView(texts: Texts, verdict: Accepted, nowSeconds: number): VerdictView {
  const { claims } = verdict;
  const statements = [licenseStatement(texts, claims.expiresAt, nowSeconds)];
  if (claims.checkInBy !== undefined) statements.push(checkInStatement(texts, claims.checkInBy, nowSeconds));
  return {
    tone: verdict.reason === 'grace' || verdict.renewSoon ? 'soon' : 'fine',
    title: verdict.machine ? texts.verdict.acceptedHere : texts.verdict.accepted,
    sentence: texts.sentence(verdict.sentence),
    reason: verdict.reason,
    statements,
    facts: acceptedFacts(texts, verdict),
  };
}

function acceptedFacts(texts: Texts, { claims, machine }: Accepted): Fact[] {
  const features = featureTexts(texts, claims.features);
  return [
    { term: texts.verdict.license, text: claims.licenseId },
    ...(claims.plan ? [{ term: texts.allows.plan, text: claims.plan }] : []),
    ...(features.length > 0 ? [{ term: texts.allows.features, text: features.join(', ') }] : []),
    { term: texts.verdict.machine, text: machine ? matchText(texts, machine) : texts.verdict.anyMachine },
    ...(claims.customerId ? [{ term: texts.verdict.customer, text: claims.customerId }] : []),
    ...(claims.issuer ? [{ term: texts.verdict.issuer, text: claims.issuer }] : []),
    { term: texts.verdict.issued, dateSeconds: claims.issuedAt },
  ];
}

function matchText(texts: Texts, { matched, needed, bound }: NonNullable<Accepted['machine']>): string {
  return texts.verdict.matches(matched.filter(Boolean).length, bound, needed);
}

/** The signature held and the product is right; without a machine the module could only say that none fits. */
function openView(texts: Texts, verdict: Refused): VerdictView {
  return {
    tone: 'soon',
    title: texts.verdict.needsMachine,
    sentence: texts.verdict.needsMachineHint,
    reason: verdict.reason,
    statements: [],
    facts: refusedFacts(texts, verdict),
  };
}

function refusedView(texts: Texts, verdict: Refused): VerdictView {
  const { row, group, offset } = verdict;
  return {
    tone: toneOfRefusal(verdict.reason),
    title: verdict.reason === 'malformed' ? texts.verdict.malformed : texts.verdict.refused,
    sentence: texts.sentence(verdict.sentence),
    reason: verdict.reason,
    place: {
      ...(row !== undefined && { row }),
      ...(group !== undefined && { group }),
      ...(offset !== undefined && { offset }),
    },
    statements: [],
    facts: refusedFacts(texts, verdict),
  };
}

/** What the person can put right alone is "act now"; for the rest the code itself is of no use. */
function toneOfRefusal(reason: RefusalName): Tone {
  return reason === 'check-in-required' || reason === 'clock-behind' ? 'act' : 'refused';
}

function refusedFacts(texts: Texts, { licenseId, reason, missedSeconds, usedSeconds }: Refused): Fact[] {
  const missed = reason === 'not-yet-valid' ? texts.verdict.begins : texts.verdict.missed;
  return [
    ...(licenseId ? [{ term: texts.verdict.license, text: licenseId }] : []),
    ...(missedSeconds === undefined ? [] : [{ term: missed, dateSeconds: missedSeconds }]),
    ...(usedSeconds === undefined ? [] : [{ term: texts.verdict.used, dateSeconds: usedSeconds }]),
  ];
}
