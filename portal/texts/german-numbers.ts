import { numbersOf } from './numbers.ts';

/** Units as they stand behind "in" and "nach". */
export const { count, wait, waitIn } = numbersOf('de', {
  days: ['Tag', 'Tagen'],
  hours: ['Stunde', 'Stunden'],
  minutes: ['Minute', 'Minuten'],
  seconds: ['Sekunde', 'Sekunden'],
});
