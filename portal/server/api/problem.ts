// RFC 9457: every refusal of the API has the same shape, with a name for programs and a sentence for people.
import { STATUS_CODES } from 'node:http';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ActivationProblem } from '../activate.ts';

/** A problem of any operation, or of the call itself. */
export type ApiProblem = Omit<ActivationProblem, 'status' | 'field'> & {
  status: ContentfulStatusCode;
  /** The member of the body that it is about. */
  field?: string;
};

/** Ends a call with a problem. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused';
  readonly problem: ApiProblem;

  constructor(problem: ApiProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

export const PROBLEM_TYPE = 'application/problem+json';

export function sendProblem(c: Context, problem: ApiProblem): Response {
  if (problem.retryAfterSeconds !== undefined) c.header('Retry-After', String(problem.retryAfterSeconds));
  return c.body(problemText(problem), problem.status, { 'Content-Type': PROBLEM_TYPE });
}

export function problemText({ status, error, retryAfterSeconds: _, ...members }: ApiProblem): string {
  const title = STATUS_CODES[status] ?? 'Error';
  return JSON.stringify({ type: 'about:blank', title, status, detail: error, error, ...members });
}

/** The first thing that a schema found. What was sent is not repeated. */
export function schemaProblem({ issues: [issue] }: z.core.$ZodError): ApiProblem {
  if (issue?.code === 'unrecognized_keys')
    return malformedBody('There is a member that this call does not know; leave it out.');
  if (issue?.code === 'custom') return malformedBody(issue.message);
  const [field] = issue?.path ?? [];
  if (typeof field === 'string') {
    const expected =
      issue?.code === 'invalid_type' && issue.expected === 'string'
        ? 'must be a text'
        : 'is not as the OpenAPI document describes it';
    return { ...malformedBody(`The member ${field} ${expected}.`), field };
  }
  return malformedBody('The body must be a JSON object as the OpenAPI document describes it.');
}

export function malformedBody(error: string): ApiProblem {
  return { status: 400, code: 'malformed-body', error };
}

/** As the OpenAPI document describes it. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().openapi({ description: 'A name for programs' }),
    error: z.string().openapi({ description: 'One sentence for people: what to do' }),
    field: z.string().optional().openapi({ description: 'The member of the body that it is about' }),
    row: z.int().optional(),
    group: z.int().optional(),
    offset: z.int().optional(),
  })
  .openapi('Problem');
