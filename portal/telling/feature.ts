import type { FeatureValue } from '../../hosts/js/index.ts';
import type { Texts } from '../texts/index.ts';

/** "export", "users: 5" – a feature that is simply granted needs no value. */
export function featureTexts(texts: Texts, features: Readonly<Record<string, FeatureValue>>): string[] {
  return Object.entries(features).map(([name, value]) =>
    value === true ? name : `${name}: ${typeof value === 'number' ? value.toLocaleString(texts.language) : value}`,
  );
}
