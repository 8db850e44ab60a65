import type { APIRoute } from 'astro';
import { calendarAnswer } from '../../../reading/calendar.ts';

export const GET: APIRoute = async ({ locals, url }) => {
  const { license, portal } = locals;
  if (!license) return new Response(null, { status: 404 });
  return calendarAnswer(locals, url, license, await portal.machines.list(license.id), license.id);
};
