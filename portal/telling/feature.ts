import type { FeatureValue } from '../../hosts/js/index.ts';
import { texts } from '../texts.ts';

/** "export", "users: 5" – a feature that is simply granted needs no value. */
export function featureTexts(features: Readonly<Record<string, FeatureValue>>): string[] {
  return Object.entries(features).map(([name, value]) =>
    value === true ? name : `${name}: ${typeof value === 'number' ? value.toLocaleString(texts.language) : value}`,
  );
}
