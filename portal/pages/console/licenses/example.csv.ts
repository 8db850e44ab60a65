import type { APIRoute } from 'astro';
import { nowSeconds } from '../../../clock.ts';
import { byMember } from '../../../reading/member.ts';
import { writeCsv } from '../../../server/csv.ts';

/** A table to begin with, for the first of the products. Its customers are nobody. */
export const GET: APIRoute = async ({ locals }) => {
  const listed = await locals.portal.office.products.list(byMember(locals));
  const product = (listed.ok && listed.value[0]?.id) || 'my-product';
  const end = `${new Date(nowSeconds() * 1000).getUTCFullYear() + 1}-12-31`;
  const rows = [
    [product, 'customer-1', 'site', 5, end],
    [product, 'customer-2', '', '', ''],
  ];
  return new Response(writeCsv(['product', 'customer', 'plan', 'seats', 'ends'], rows), {
    headers: { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': 'attachment; filename="example.csv"' },
  });
};
