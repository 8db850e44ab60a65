// The JSON API, in front of the pages: status numbers and headers around the same operations (docs/online.md).
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import packageJson from '../../../package.json' with { type: 'json' };
import { runningMilliseconds } from '../../clock.ts';
import type { Portal } from '../portal.ts';
import { MALFORMED_JSON, strictBody } from './body.ts';
import { refuseKeysInAddresses } from './caller.ts';
import { OPEN_TO_PAGES, openToPages } from './cors.ts';
import { faultOf } from './faults.ts';
import { type Api, GROUPS } from './groups.ts';
import { type ApiProblem, schemaProblem, sendProblem } from './problem.ts';
import { type ApiDocument, REFERENCE_POLICY, referencePage } from './reference.ts';

export const ROOT = '/api/v1';

/** The API under /api/v1. `report` hears of defects, without anything that a customer sent. */
export function createApi(portal: Portal, report: (event: string) => void): Api {
  const api: Api = new OpenAPIHono({
    defaultHook: (result, c) => (result.success ? undefined : sendProblem(c, schemaProblem(result.error))),
  });
  const calls = api.basePath(ROOT);
  calls.use((c, next) => {
    c.header('Cache-Control', 'no-store'); // before the answer is made: afterwards it would be made a second time
    return next();
  });
  for (const path of OPEN_TO_PAGES) calls.use(path, openToPages(portal));
  calls.use(async (c, next) => {
    const began = runningMilliseconds();
    await next();
    portal.office.answered(patternOf(c), c.req.method, c.res.status, runningMilliseconds() - began);
  });
  calls.use(refuseKeysInAddresses);
  calls.use(strictBody);
  for (const addCalls of GROUPS) addCalls(calls, portal);
  api.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of the vendor. The scopes that a call needs stand beside it.',
  });
  const about = {
    openapi: '3.1.0',
    info: {
      title: 'Latchkey portal',
      version: packageJson.version,
      description:
        'Exchange a license key and a machine for an activation code that is verified offline, and do what a vendor does.',
    },
  } as const;
  calls.doc31('/openapi.json', about);
  calls.get('/reference', (c) => {
    c.header('Content-Security-Policy', REFERENCE_POLICY);
    return c.html(referencePage(calls.getOpenAPI31Document(about) as unknown as ApiDocument)); // a part of the document
  });
  refuseOtherMethods(calls);
  api.notFound((c) => sendProblem(c, NO_SUCH_CALL));
  api.onError((error, c) => sendProblem(c, error instanceof HTTPException ? MALFORMED_JSON : faultOf(error, report)));
  return api;
}

/** Of several routes that matched – guards among them – the last is the call itself. An address that is none has no name of its own. */
function patternOf(c: Context): string {
  const path = routePath(c, -1);
  return path.endsWith('*') ? 'none' : path;
}

/** For a path that exists, a method that does not is answered with those that do. */
function refuseOtherMethods(calls: Api): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of calls.routes) {
    if (method === 'ALL' || !path.startsWith(`${ROOT}/`)) continue;
    methods.set(path, (methods.get(path) ?? new Set()).add(method));
  }
  for (const [path, allowed] of methods) {
    calls.all(path.slice(ROOT.length), (c) => {
      const names = [...allowed].sort().join(', ');
      c.header('Allow', names);
      return sendProblem(c, wrongMethod(names));
    });
  }
}

function wrongMethod(methods: string): ApiProblem {
  return { status: 405, code: 'method-not-allowed', error: `Use ${methods} for this call.` };
}

const NO_SUCH_CALL: ApiProblem = {
  status: 404,
  code: 'no-such-call',
  error: 'There is no such call; see /api/v1/openapi.json.',
};
