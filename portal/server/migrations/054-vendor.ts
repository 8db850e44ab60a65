// What a vendor says about single licenses and customers, and how the JWT form of a license is addressed.
import type { Step } from '../migrate.ts';

export const vendor: Step = {
  name: '054-vendor',
  statements: ({ integer, table }) => [
    // JSON; null: as the product says.
    'alter table license add column domains text',
    'alter table license add column features text',
    // JSON: networks from which /validate answers; null: from everywhere.
    'alter table license add column addresses text',
    'alter table product add column jwt_issuer text',
    'alter table product add column jwt_audience text',
    `alter table product add column jwt_seconds ${integer}`,
    `create table customer (
      id text primary key,
      name text not null,
      email text,
      created_at ${integer} not null
    ) ${table}`,
    `insert into customer (id, name, created_at)
      select customer_id, customer_id, min(created_at) from license where customer_id is not null group by customer_id`,
    'create index license_customer on license (customer_id)',
    'create index license_product on license (product_id, created_at)',
    'create index license_age on license (created_at, id)',
    'create index license_end on license (expires_at)',
  ],
};
