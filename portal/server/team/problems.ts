// Why the team's operations refuse.
import type { Problem } from '../vendor/problems.ts';

export const NOT_AN_EMAIL: Problem = {
  status: 422,
  code: 'email-malformed',
  error: 'An e-mail address looks like name@example.com; compare it letter by letter.',
  field: 'email',
};
export const NO_LETTERS: Problem = {
  status: 409,
  code: 'no-letters',
  error: 'This portal sends no e-mail; use a passkey, or ask whoever runs it for a link.',
  field: 'email',
};
export const LINK_USED: Problem = {
  status: 403,
  code: 'link-used',
  error: 'This link was used already, or is too old; ask for another one.',
};
export const NO_NAME: Problem = {
  status: 422,
  code: 'name-missing',
  error: 'Enter a name of 1 to 60 characters, so that the others know who did what.',
  field: 'name',
};
export const NO_SUCH_MEMBER: Problem = {
  status: 404,
  code: 'no-such-member',
  error: 'There is nobody of this kind in the team; look at the list again.',
};
