// The sections of the console, in the groups in which they are shown.
export const SECTIONS = [
  [{ id: 'overview', href: '/console' }],
  [
    { id: 'licenses', href: '/console/licenses' },
    { id: 'products', href: '/console/products' },
    { id: 'customers', href: '/console/customers' },
    { id: 'machines', href: '/console/machines' },
  ],
  [
    { id: 'activity', href: '/console/activity' },
    { id: 'statistics', href: '/console/statistics' },
  ],
  [
    { id: 'signing-keys', href: '/console/signing-keys' },
    { id: 'api-keys', href: '/console/api-keys' },
    { id: 'webhooks', href: '/console/webhooks' },
    { id: 'team', href: '/console/team' },
  ],
] as const;

export type SectionId = (typeof SECTIONS)[number][number]['id'];
