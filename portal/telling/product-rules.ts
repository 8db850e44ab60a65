// The rules of a product in sentences: what they mean for a customer.
import type { ProductView } from '../server/vendor/products.ts';
import type { ConsoleTexts } from '../texts/console.ts';
import type { Texts } from '../texts/index.ts';
import { featureTexts } from './feature.ts';
import { amountOf } from './span.ts';

export function ruleSentences(texts: Texts, { productWork }: ConsoleTexts, product: ProductView): string[] {
  const words = productWork.sentences;
  const { termSeconds, offlineSeconds, refreshSeconds, renewWindowSeconds, machine } = product;
  const { changesPer30Days, replacementsPerYear, replacementDelaySeconds, correctionSeconds } = product;
  const features = featureTexts(texts, product.features);
  return [
    words.seats(product.seats),
    termSeconds === undefined ? words.noTerm : words.term(amountOf(termSeconds)),
    offlineSeconds === undefined ? words.noOffline : words.offline(amountOf(offlineSeconds)),
    ...(refreshSeconds === undefined ? [] : [words.refresh(amountOf(refreshSeconds))]),
    ...(renewWindowSeconds === undefined ? [] : [words.renewWindow(amountOf(renewWindowSeconds))]),
    words.machine(machine.needed, machine.of),
    words.changes(changesPer30Days),
    words.replacements(replacementsPerYear),
    ...(replacementDelaySeconds === 0 ? [] : [words.delay(amountOf(replacementDelaySeconds))]),
    correctionSeconds === 0 ? words.noCorrection : words.correction(amountOf(correctionSeconds)),
    ...(features.length === 0 ? [] : [words.features(features.join(', '))]),
    ...(product.domains.length === 0 ? [] : [words.domains(product.domains.join(', '))]),
  ];
}
