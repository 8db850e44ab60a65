import type { APIRoute } from 'astro';
import { calendarAnswer } from '../../../../../reading/calendar.ts';

export const GET: APIRoute = ({ locals, url }) => {
  const { license, machine } = locals;
  if (!license || !machine) return new Response(null, { status: 404 });
  return calendarAnswer(locals, url, license, [machine], machine.label || license.id);
};
