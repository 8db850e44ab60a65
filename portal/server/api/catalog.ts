// Products and customers.
import { z } from '@hono/zod-openapi';
import { guardOf, unwrap } from './caller.ts';
import type { CallGroup } from './groups.ts';
import { answer, body, seconds } from './schemas.ts';
import { Features, features, idOf, pageQuery, retryable, vendorRoute } from './vendor-route.ts';

const duration = z
  .int()
  .min(1)
  .max(100 * 366 * 86_400)
  .openapi({ description: 'Whole seconds' });
const Rule = z.strictObject({ needed: z.int().min(1).max(8), of: z.int().min(1).max(8) });

/** How often a seat may change hands, and what may be done about lost machines and mistyped fingerprints. */
const seatRules = {
  changesPer30Days: z.int().min(0).max(1000),
  replacementsPerYear: z.int().min(0).max(1000),
  replacementDelaySeconds: z
    .int()
    .min(0)
    .max(366 * 86_400),
  correctionSeconds: z
    .int()
    .min(0)
    .max(366 * 86_400),
};

const Product = z
  .object({
    id: z.string(),
    name: z.string(),
    seats: z.int(),
    machine: z.object({ needed: z.int(), of: z.int() }),
    termSeconds: z.int().optional(),
    offlineSeconds: z.int().optional(),
    refreshSeconds: z.int().optional(),
    renewWindowSeconds: z.int().optional(),
    ...seatRules,
    features: Features,
    domains: z.array(z.string()),
    jwt: z.object({ issuer: z.string().optional(), audience: z.string().optional(), seconds: z.int().optional() }),
    createdAt: seconds,
  })
  .openapi('Product');

const listProductsRoute = vendorRoute('products:read', {
  method: 'get',
  path: '/products',
  summary: 'List the products',
  responses: { 200: answer('Products', z.object({ items: z.array(Product) })) },
});

const domains = z.array(z.string().min(1).max(253)).max(64);
const durations = {
  termSeconds: duration,
  offlineSeconds: duration,
  refreshSeconds: duration,
  renewWindowSeconds: duration,
};

const addProductRoute = vendorRoute('products:write', {
  method: 'post',
  path: '/products',
  summary: 'Add a product with its rules',
  request: {
    headers: retryable,
    body: body(
      z
        .strictObject({
          id: z.string().min(1).max(64),
          name: z.string().min(1).max(200),
          seats: z.int().min(1).max(100_000).default(1),
          machine: Rule.default({ needed: 2, of: 3 }),
          ...z.object(durations).partial().shape,
          ...z.object(seatRules).partial().shape,
          features: features.default({}),
          domains: domains.default([]),
        })
        .openapi('NewProduct'),
    ),
  },
  responses: { 201: answer('The product', Product) },
});

const getProductRoute = vendorRoute('products:read', {
  method: 'get',
  path: '/products/{id}',
  summary: 'Read a product',
  request: { params: idOf },
  responses: { 200: answer('The product', Product) },
});

const changeProductRoute = vendorRoute('products:write', {
  method: 'patch',
  path: '/products/{id}',
  summary: 'Change a product; null takes a limit away. Codes that are out there keep what they say',
  request: {
    params: idOf,
    body: body(
      z
        .strictObject({
          name: z.string().min(1).max(200).optional(),
          seats: z.int().min(1).max(100_000).optional(),
          machine: Rule.optional(),
          termSeconds: duration.nullable().optional(),
          offlineSeconds: duration.nullable().optional(),
          refreshSeconds: duration.nullable().optional(),
          renewWindowSeconds: duration.nullable().optional(),
          ...z.object(seatRules).partial().shape,
          features: features.optional(),
          domains: domains.optional(),
          jwt: z
            .strictObject({
              issuer: z.string().min(1).max(200).nullable().optional(),
              audience: z.string().min(1).max(200).nullable().optional(),
              seconds: z
                .int()
                .min(1)
                .max(366 * 86_400)
                .nullable()
                .optional(),
            })
            .optional(),
        })
        .openapi('ProductChange'),
    ),
  },
  responses: { 200: answer('The product as it is now', Product) },
});

const Customer = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().optional(),
    licenses: z.int(),
    createdAt: seconds,
  })
  .openapi('Customer');

const listCustomersRoute = vendorRoute('customers:read', {
  method: 'get',
  path: '/customers',
  summary: 'List customers, newest first',
  request: { query: pageQuery.extend({ search: z.string().max(200).optional() }) },
  responses: { 200: answer('A page', z.object({ items: z.array(Customer), nextCursor: z.string().optional() })) },
});

const name = z.string().min(1).max(200);
const email = z.string().min(3).max(254);

const addCustomerRoute = vendorRoute('customers:write', {
  method: 'post',
  path: '/customers',
  summary: 'Add a customer, by an id of your own',
  request: {
    headers: retryable,
    body: body(z.strictObject({ id: z.string().min(1).max(64), name, email: email.optional() }).openapi('NewCustomer')),
  },
  responses: { 201: answer('The customer', Customer) },
});

const getCustomerRoute = vendorRoute('customers:read', {
  method: 'get',
  path: '/customers/{id}',
  summary: 'Read a customer',
  request: { params: idOf },
  responses: { 200: answer('The customer', Customer) },
});

const changeCustomerRoute = vendorRoute('customers:write', {
  method: 'patch',
  path: '/customers/{id}',
  summary: 'Change a customer',
  request: { params: idOf, body: body(z.strictObject({ name: name.optional(), email: email.nullable().optional() })) },
  responses: { 200: answer('The customer as it is now', Customer) },
});

export const catalogCalls: CallGroup = (api, portal) => {
  const { products, customers } = portal.office;
  guardOf(api, portal)(listProductsRoute, addProductRoute, getProductRoute, changeProductRoute);
  guardOf(api, portal)(listCustomersRoute, addCustomerRoute, getCustomerRoute, changeCustomerRoute);
  api.openapi(listProductsRoute, async (c) => c.json({ items: unwrap(await products.list(c.var.by)) }, 200));
  api.openapi(addProductRoute, async (c) => c.json(unwrap(await products.add(c.var.by, c.req.valid('json'))), 201));
  api.openapi(getProductRoute, async (c) => c.json(unwrap(await products.get(c.var.by, c.req.valid('param').id)), 200));
  api.openapi(changeProductRoute, async (c) => {
    return c.json(unwrap(await products.change(c.var.by, c.req.valid('param').id, c.req.valid('json'))), 200);
  });
  api.openapi(listCustomersRoute, async (c) =>
    c.json(unwrap(await customers.list(c.var.by, c.req.valid('query'))), 200),
  );
  api.openapi(addCustomerRoute, async (c) => c.json(unwrap(await customers.add(c.var.by, c.req.valid('json'))), 201));
  api.openapi(getCustomerRoute, async (c) =>
    c.json(unwrap(await customers.get(c.var.by, c.req.valid('param').id)), 200),
  );
  api.openapi(changeCustomerRoute, async (c) => {
    return c.json(unwrap(await customers.change(c.var.by, c.req.valid('param').id, c.req.valid('json'))), 200);
  });
};
