// The texts in the language in which the server wrote this page.
import { textsFor } from '../texts/index.ts';

export const texts = textsFor([document.documentElement.lang]);
