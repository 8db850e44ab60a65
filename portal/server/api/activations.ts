// What a machine asks the portal for: a seat and its code.
import { createRoute, z } from '@hono/zod-openapi';
import type { Activation, ActivationProblem } from '../activate.ts';
import type { CallGroup } from './groups.ts';
import { type ApiProblem, CallRefused } from './problem.ts';
import { answer, body, bodyProblems, idempotencyKey, problem, seconds } from './schemas.ts';

const ActivationRequest = z
  .strictObject({
    licenseKey: z.string().optional().openapi({ description: 'May be absent when the request carries it' }),
    request: z.string().optional().openapi({ description: 'An activation request, `LKR1-…`, in any spelling' }),
    fingerprint: z.string().optional().openapi({ description: 'A text that names the machine, instead of a request' }),
    label: z.string().optional().openapi({ description: 'A name for the machine, at most 64 bytes' }),
  })
  .refine(({ request, fingerprint }) => (request === undefined) !== (fingerprint === undefined), {
    error: 'Send either a request or a fingerprint.',
  })
  .openapi('ActivationRequest');

const ActivationAnswer = z
  .object({
    code: z.string().openapi({ description: 'The activation code, `LKA1-…`' }),
    activationId: z.string(),
    licenseId: z.string(),
    issuedAt: seconds,
    expiresAt: seconds.optional().openapi({ description: 'Exclusive end; absent: perpetual' }),
    refreshAt: seconds.optional(),
    checkInBy: seconds.optional(),
    seat: z.object({ used: z.int(), total: z.int() }),
  })
  .openapi('Activation');

const activationRoute = createRoute({
  method: 'post',
  path: '/activations',
  summary: 'Exchange a license key and a machine for an activation code',
  request: { headers: idempotencyKey, body: body(ActivationRequest) },
  responses: {
    201: answer('A seat was taken', ActivationAnswer),
    200: answer('The same machine again: its own seat', ActivationAnswer),
    401: problem('Unknown license key'),
    403: problem('The license is suspended or has ended'),
    409: problem('No seat is left'),
    500: problem('No sound code could be made'),
    ...bodyProblems,
  },
});

export const activationCalls: CallGroup = (api, portal) => {
  api.openapi(activationRoute, async (c) => {
    const { licenseKey = '', request, fingerprint, label } = c.req.valid('json');
    const machineIs = request === undefined ? 'fingerprint' : 'request';
    const result = await portal.activate({
      licenseKey,
      machine: request ?? fingerprint ?? '',
      machineIs,
      label,
      idempotencyKey: c.req.valid('header')['idempotency-key'],
      address: c.env?.address,
    });
    if (!result.ok) throw new CallRefused(inBody(result.problem, machineIs));
    return c.json(activationAnswer(result.activation), result.activation.again ? 200 : 201);
  });
};

function activationAnswer(activation: Activation) {
  const { code, id, licenseId, issuedAt, expiresAt, refreshAt, checkInBy, seats } = activation;
  return {
    code,
    activationId: id,
    licenseId,
    issuedAt,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(refreshAt !== undefined && { refreshAt }),
    ...(checkInBy !== undefined && { checkInBy }),
    seat: seats,
  };
}

/** The member of the body that a problem is about. */
function inBody({ field, ...rest }: ActivationProblem, machineIs: 'request' | 'fingerprint'): ApiProblem {
  if (field === undefined) return rest;
  return { ...rest, field: field === 'machine' ? machineIs : field };
}
