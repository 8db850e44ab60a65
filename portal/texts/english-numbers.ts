import { numbersOf } from './numbers.ts';

export const { count, wait } = numbersOf('en', {
  days: ['day', 'days'],
  hours: ['hour', 'hours'],
  minutes: ['minute', 'minutes'],
  seconds: ['second', 'seconds'],
});
