// Why the team's operations refuse.
import type { Problem } from '../vendor/problems.ts';

export { NOT_AN_EMAIL } from '../accounts/customers.ts';
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
export const HAS_FACTOR: Problem = {
  status: 409,
  code: 'has-second-factor',
  error: 'You have a second factor already; remove it first if you want another one.',
};
export const NO_FACTOR: Problem = {
  status: 409,
  code: 'no-second-factor',
  error: 'There is no second factor; add one first.',
};
export const CODE_NEEDED: Problem = {
  status: 422,
  code: 'code-needed',
  error: 'Enter the code of your second factor; the link alone does not sign you in.',
  field: 'code',
};
export const WRONG_CODE: Problem = {
  status: 422,
  code: 'code-wrong',
  error: 'This code is wrong or was used before; wait for the next one in your app, or use a recovery code.',
  field: 'code',
};
export const LAST_OWNER: Problem = {
  status: 409,
  code: 'last-owner',
  error: 'This is the only owner; make somebody else an owner first.',
};
export const IN_THE_TEAM: Problem = {
  status: 409,
  code: 'member-already',
  error: 'Somebody with this address is in the team already; change their role instead.',
  field: 'email',
};
export const NO_ROLE: Problem = {
  status: 422,
  code: 'role-missing',
  error: 'Choose what the person may do.',
  field: 'role',
};
export const NO_SUCH_INVITATION: Problem = {
  status: 404,
  code: 'no-such-invitation',
  error: 'There is no such invitation any more; look at the list again.',
};
