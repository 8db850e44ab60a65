// What a machine asks the portal for: a seat and its code.
import { createRoute, z } from '@hono/zod-openapi';
import type { Activation, ActivationProblem } from '../activate.ts';
import type { Portal } from '../portal.ts';
import type { CallGroup } from './groups.ts';
import { type ApiProblem, CallRefused } from './problem.ts';
import { answer, body, bodyProblems, idempotencyKey, problem, seconds } from './schemas.ts';

const device = {
  deviceKey: z.string().optional().openapi({ description: 'Of a device with a key pair: the raw public key, in hex' }),
  proof: z.string().optional().openapi({ description: 'Its signature, in hex (docs/online.md, "Proof")' }),
};

export const ActivationRequest = z
  .strictObject({
    licenseKey: z.string().optional().openapi({ description: 'May be absent when the request carries it' }),
    request: z.string().optional().openapi({ description: 'An activation request, `LKR1-…`, in any spelling' }),
    fingerprint: z.string().optional().openapi({ description: 'A text that names the machine, instead of a request' }),
    label: z.string().optional().openapi({ description: 'A name for the machine, at most 64 bytes' }),
    ...device,
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

export const activationRoute = createRoute({
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

const RefreshRequest = z
  .strictObject({ request: z.string().openapi({ description: 'A new activation request, `LKR1-…`' }), ...device })
  .openapi('RefreshRequest');

const ReleaseRequest = z
  .strictObject({
    receipt: z.string().optional().openapi({ description: 'A deactivation receipt, `LKD1-…`, in any spelling' }),
    request: z.string().optional(),
    ...device,
  })
  .refine(({ receipt, request }) => (receipt === undefined) !== (request === undefined), {
    error: 'Send either a receipt, or a request with the device’s proof.',
  })
  .openapi('ReleaseRequest');

const activationId = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) });

const refreshRoute = createRoute({
  method: 'post',
  path: '/activations/{id}/refresh',
  summary: 'A fresh code for a machine that has its seat',
  request: { params: activationId, headers: idempotencyKey, body: body(RefreshRequest) },
  responses: {
    200: answer('A fresh code', ActivationAnswer),
    403: problem('The license or the seat has ended, or the proof is not by this device'),
    404: problem('No such activation, or the request is not from its machine'),
    409: problem('The seat has lapsed and no other is left, or the request was answered before'),
    500: problem('No sound code could be made'),
    ...bodyProblems,
  },
});

const releaseRoute = createRoute({
  method: 'post',
  path: '/activations/{id}/release',
  summary: 'Give the seat back',
  request: { params: activationId, headers: idempotencyKey, body: body(ReleaseRequest) },
  responses: {
    200: answer('The seat is free, now or since before', z.object({ released: z.literal(true) }).openapi('Released')),
    403: problem('The proof is not by this device'),
    404: problem('No such activation, or the request is not from its machine'),
    409: problem('The request was answered before'),
    ...bodyProblems,
  },
});

export const activationCalls: CallGroup = (api, portal) => {
  api.openapi(refreshRoute, async (c) => {
    const { request, deviceKey: key, proof } = c.req.valid('json');
    const result = await portal.refresh({
      activationId: c.req.valid('param').id,
      request,
      device: { key, proof, path: c.req.path },
      idempotencyKey: c.req.valid('header')['idempotency-key'],
      address: c.env?.address,
    });
    if (!result.ok) throw new CallRefused(inBody(result.problem, 'request'));
    return c.json(activationAnswer(result.activation), 200);
  });

  api.openapi(releaseRoute, async (c) => {
    const { receipt, request, deviceKey: key, proof } = c.req.valid('json');
    const call = { activationId: c.req.valid('param').id, address: c.env?.address };
    const result =
      receipt === undefined
        ? await portal.release({ ...call, request: request ?? '', device: { key, proof, path: c.req.path } })
        : await portal.machines.release({ ...call, receipt });
    if (!result.ok) throw new CallRefused(inBody(result.problem, 'request'));
    return c.json({ released: true as const }, 200);
  });

  api.openapi(activationRoute, async (c) => {
    const { status, answer } = await answerActivation(portal, c.req.valid('json'), {
      path: c.req.path,
      idempotencyKey: c.req.valid('header')['idempotency-key'],
      address: c.env?.address,
    });
    return c.json(answer, status);
  });
};

export interface Asked {
  path: string;
  idempotencyKey: string | undefined;
  address: string | undefined;
}

/** @throws CallRefused with what to do */
export async function answerActivation(
  portal: Pick<Portal, 'activate'>,
  body: z.infer<typeof ActivationRequest>,
  { path, idempotencyKey, address }: Asked,
): Promise<{ status: 200 | 201; answer: ReturnType<typeof activationAnswer> }> {
  const { licenseKey, request, fingerprint, label, deviceKey: key, proof } = body;
  const machineIs = request === undefined ? 'fingerprint' : 'request';
  const machine = request ?? fingerprint ?? '';
  const device = { key, proof, path };
  const asked = { licenseKey, machine, machineIs, label, device, online: true, idempotencyKey, address } as const;
  const result = await portal.activate(asked);
  if (!result.ok) throw new CallRefused(inBody(result.problem, machineIs));
  return { status: result.activation.again ? 200 : 201, answer: activationAnswer(result.activation) };
}

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
