// Everything that a vendor does with a portal, in groups: what the API, the console and the command line call. The first argument says
// who does it; every answer is a result.
import { auditAsCsv, auditAsJson } from './audit/file.ts';
import {
  type AuditEntry,
  type AuditQuery,
  chainWaiting,
  type Head,
  readEntries,
  readHead,
  rowsInOrder,
  verifyChain,
} from './audit/log.ts';
import type { Counting } from './counting.ts';
import { type Finding, glance } from './doctor.ts';
import { Metrics } from './metrics.ts';
import type { Validator } from './validate.ts';
import * as apiKeys from './vendor/api-keys.ts';
import { type By, look, type Office, type Result } from './vendor/change.ts';
import * as customers from './vendor/customers.ts';
import * as deliveries from './vendor/deliveries.ts';
import * as endings from './vendor/endings.ts';
import * as addresses from './vendor/license-addresses.ts';
import { addDomain, removeDomain } from './vendor/license-domains.ts';
import { issueJwt } from './vendor/license-jwt.ts';
import { findableByEnds, readLicenseKeys, rotateLicenseKey, showLicenseKey } from './vendor/license-keys.ts';
import { matchingLicenses } from './vendor/license-list.ts';
import { exportLicenses, importLicenses } from './vendor/license-table.ts';
import * as licenses from './vendor/licenses.ts';
import * as machines from './vendor/machines.ts';
import { Declined, WHOLE_PORTAL_ONLY } from './vendor/problems.ts';
import * as products from './vendor/products.ts';
import * as keys from './vendor/signing-keys.ts';
import * as statistics from './vendor/statistics.ts';
import * as webhooks from './vendor/webhooks.ts';
import type { Networks } from './webhooks/addresses.ts';
import type { DialRules } from './webhooks/dial.ts';

export interface OfficeParts {
  office: Office;
  validator: Validator;
  counting: Counting;
  /** Reads the public keys again: this process or another one may have changed them. */
  publishKeys: () => Promise<void>;
  /** Networks of the vendor's own that webhooks may be sent to. */
  inside: Networks;
  /** How names of webhooks are resolved, if not by the system. */
  resolve?: DialRules['resolve'];
}

export type OfficeOperations = ReturnType<typeof officeOperations>;

type Bound<F> = F extends (office: Office, ...rest: infer R) => infer A ? (...rest: R) => A : never;

export function officeOperations({ office, validator, counting, inside, resolve, publishKeys }: OfficeParts) {
  const metrics = new Metrics();
  const published =
    <R extends unknown[], A>(work: (office: Office, ...rest: R) => Promise<A>) =>
    async (...words: [Office, ...R]): Promise<A> => {
      const result = await work(...words);
      await publishKeys();
      return result;
    };
  const bind = <R extends unknown[], A>(
    work: (office: Office, ...rest: R) => A,
  ): Bound<(office: Office, ...rest: R) => A> =>
    ((...rest: R) => work(office, ...rest)) as Bound<(office: Office, ...rest: R) => A>; // `infer` does not see through the generic
  return {
    products: {
      list: bind(products.listProducts),
      get: bind(products.getProduct),
      add: bind(products.addProduct),
      change: bind(products.changeProduct),
    },
    licenses: {
      list: bind(licenses.listLicenses),
      matching: bind(matchingLicenses),
      get: bind(licenses.getLicense),
      issue: bind(licenses.addLicense),
      change: bind(licenses.changeLicense),
      revoke: bind(licenses.revokeLicense),
      extend: bind(licenses.extendLicense),
      changeMany: bind(licenses.changeMany),
      rehearseMany: bind(licenses.rehearseMany),
      addDomain: bind(addDomain),
      removeDomain: bind(removeDomain),
      showKey: bind(showLicenseKey),
      keys: bind(readLicenseKeys),
      rotateKey: bind(rotateLicenseKey),
      issueJwt: bind(issueJwt),
      addresses: bind(addresses.getAddresses),
      setAddresses: bind(addresses.setAddresses),
      import: bind(importLicenses),
      export: bind(exportLicenses),
    },
    customers: {
      list: bind(customers.listCustomers),
      get: bind(customers.getCustomer),
      names: bind(customers.customerNames),
      add: bind(customers.addCustomer),
      change: bind(customers.changeCustomer),
    },
    machines: {
      list: bind(machines.listMachines),
      get: bind(machines.getMachine),
      free: bind(machines.freeMachine),
      undoFree: bind(machines.undoFree),
    },
    apiKeys: {
      list: bind(apiKeys.listApiKeys),
      create: bind(apiKeys.createApiKey),
      revoke: bind(apiKeys.revokeApiKey),
      recognize: bind(apiKeys.recognize),
    },
    webhooks: {
      list: bind(webhooks.listWebhooks),
      add: (by: By, webhook: webhooks.NewWebhook) => webhooks.addWebhook(office, inside, by, webhook),
      change: (by: By, id: string, wanted: Parameters<typeof webhooks.changeWebhook>[4]) =>
        webhooks.changeWebhook(office, inside, by, id, wanted),
      remove: bind(webhooks.removeWebhook),
      rotateSecret: bind(webhooks.rotateWebhookSecret),
      test: bind(deliveries.sendTest),
      deliveries: bind(deliveries.listDeliveries),
      delivery: bind(deliveries.getDelivery),
      countDeliveries: bind(deliveries.countDeliveries),
      resend: bind(deliveries.resend),
    },
    signingKeys: {
      list: bind(keys.listSigningKeys),
      add: bind(published(keys.addSigningKey)),
      addOutside: bind(published(keys.addOutsideKey)),
      activate: bind(published(keys.activateSigningKey)),
      retire: bind(published(keys.retireSigningKey)),
      export: bind(keys.exportSigningKey),
      import: bind(published(keys.importSigningKey)),
    },
    audit: auditOf(office),
    statistics: {
      overview: bind(statistics.readOverview),
      usage: bind(statistics.readUsage),
      courses: bind(statistics.readCourses),
      service: bind(statistics.readService),
      endings: bind(endings.readEndings),
    },
    validate: validator.validate.bind(validator),
    /** What of this installation needs attention. */
    findings: async (): Promise<Finding[]> =>
      (await glance(office, process.env)).filter(({ state }) => state !== 'good'),
    /** Names of an attempt, so that a retry gets the answer of the first. */
    attempt: (caller: string, name: string, ...asked: string[]) => ({
      name: office.vault.replayName('api', caller, name),
      asked: office.vault.replayName('api-asked', ...asked),
    }),
    /** An answer of the API, to be counted. `route` is the pattern of the call. */
    answered: (route: string, method: string, status: number, milliseconds: number) => {
      counting.request(status, milliseconds);
      metrics.request(route, method, status, milliseconds / 1000);
    },
    metricsText: () => metrics.write(office.store, office.nowSeconds()),
    nowSeconds: office.nowSeconds,
    /** One round of what happens beside the calls: acts get their place in the log, messages are sent, counts are written. */
    work: async (): Promise<{ chained: number; sent: number }> => {
      const chained = await chainWaiting(office.store);
      const sent = await deliveries.deliverDue(office, { inside, resolve });
      await counting.flush();
      await findableByEnds(office);
      await publishKeys();
      return { chained, sent };
    },
  };
}

function auditOf(office: Office) {
  const { store } = office;
  return {
    /** Newest first, what was done a moment ago included. */
    list: (by: By, query: AuditQuery): Promise<Result<AuditEntry[]>> =>
      look(office, async () => {
        demandWhole(by);
        await chainWaiting(store);
        return await readEntries(store.database, query);
      }),
    /** Oldest first, to the end. */
    everything: (by: By, sinceSeconds?: number) => {
      demandWhole(by);
      return rowsInOrder(store.database, sinceSeconds);
    },
    /** The same as a file, written while it is read. */
    file: async (by: By, format: 'json' | 'csv', sinceSeconds?: number): Promise<AsyncGenerator<string>> => {
      demandWhole(by);
      await chainWaiting(store);
      const rows = rowsInOrder(store.database, sinceSeconds);
      return format === 'csv' ? auditAsCsv(rows) : auditAsJson(rows, await readHead(store.database));
    },
    head: (by: By): Promise<Result<Head>> =>
      look(office, async () => {
        demandWhole(by);
        await chainWaiting(store);
        return await readHead(store.database);
      }),
    verify: async (noted?: Head) => {
      await chainWaiting(store);
      return await verifyChain(store.database, noted);
    },
  };
}

function demandWhole({ product }: By): void {
  if (product !== undefined) throw new Declined(WHOLE_PORTAL_ONLY);
}
