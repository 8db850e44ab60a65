// The portal's own OpenAPI document, as tests use it: which calls there are, and whether an answer is one that it allows.
import { z } from 'zod';

export interface Operation {
  method: string;
  /** With {id}, and below /api/v1. */
  path: string;
  scope: string | undefined;
  parameters: { name: string; in: string; required: boolean; schema: Schema }[];
  body: Schema | undefined;
  /** By status: the schema of each media type. */
  answers: Map<number, Map<string, Schema>>;
}

/** The part of JSON Schema that our documents use. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
  default?: unknown;
}

export class ApiDocument {
  readonly operations: Operation[];
  readonly #schemas: Record<string, Schema>;

  constructor(document: unknown) {
    const { paths, components } = Outline.parse(document);
    this.#schemas = components.schemas as Record<string, Schema>;
    this.operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, it]) => ({
        method: method.toUpperCase(),
        path: path.replace('/api/v1', ''),
        scope: it.security?.flatMap((one) => Object.values(one).flat())[0],
        parameters: it.parameters.map((one) => ({ ...one, schema: one.schema as Schema })),
        body: it.requestBody?.content['application/json']?.schema as Schema | undefined,
        answers: new Map(
          Object.entries(it.responses).map(([status, { content }]) => [
            Number(status),
            new Map(Object.entries(content).map(([type, { schema }]) => [type, schema as Schema])),
          ]),
        ),
      })),
    );
  }

  resolve(schema: Schema): Schema {
    const name = schema.$ref?.replace('#/components/schemas/', '');
    if (name === undefined) return schema;
    const found = this.#schemas[name];
    if (!found) throw new Error(`no schema ${name}`);
    return this.resolve(found);
  }

  /** A schema that extends others, as one. */
  #whole(given: Schema): Schema {
    const schema = this.resolve(given);
    if (schema.allOf === undefined) return schema;
    const parts = [schema, ...(schema.allOf ?? []).map((part) => this.#whole(part))];
    return {
      ...Object.assign({}, ...parts),
      properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
      required: parts.flatMap(({ required }) => required ?? []),
    };
  }

  /** Why an answer is not one that the document allows; undefined when it is. */
  fault(operation: Operation, status: number, contentType: string, text: string): string | undefined {
    const types = operation.answers.get(status);
    if (!types) return `status ${status} is not in the document`;
    const type = contentType.split(';')[0] ?? '';
    const schema = types.get(type);
    if (!schema) return `${status} as ${type} is not in the document`;
    return /json/.test(type) ? this.mismatch(schema, JSON.parse(text), '$') : undefined;
  }

  /** Where a value differs from its schema. Members that the schema does not name count as a difference. */
  mismatch(given: Schema, value: unknown, at: string): string | undefined {
    const schema = this.#whole(given);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) {
      const faults = choices.map((it) => this.mismatch(it, value, at));
      return faults.every((it) => it !== undefined) ? faults[0] : undefined;
    }
    if (schema.const !== undefined && schema.const !== value) return `${at} is not ${String(schema.const)}`;
    if (schema.enum && !schema.enum.includes(value)) return `${at} is none of the values`;
    const types = schema.type === undefined ? [] : [schema.type].flat();
    if (types.length > 0 && !types.some((type) => isOf(type, value))) return `${at} is no ${types.join(' or ')}`;
    if (Array.isArray(value))
      return this.#firstOf(value.map((item, i) => this.mismatch(schema.items ?? {}, item, `${at}[${i}]`)));
    if (typeof value === 'object' && value !== null) return this.#members(schema, value, at);
    return undefined;
  }

  #members(schema: Schema, value: object, at: string): string | undefined {
    const missing = (schema.required ?? []).find((name) => !(name in value));
    if (missing !== undefined) return `${at}.${missing} is missing`;
    if (schema.properties === undefined && schema.additionalProperties === undefined) return undefined;
    return this.#firstOf(
      Object.entries(value).map(([name, member]) => {
        const known = schema.properties?.[name];
        if (known) return this.mismatch(known, member, `${at}.${name}`);
        const rest = schema.additionalProperties;
        if (rest === true) return undefined;
        return typeof rest === 'object'
          ? this.mismatch(rest, member, `${at}.${name}`)
          : `${at}.${name} is not in the document`;
      }),
    );
  }

  #firstOf(faults: (string | undefined)[]): string | undefined {
    return faults.find((it) => it !== undefined);
  }
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

const Content = z.record(z.string(), z.object({ schema: z.object({}).loose() }));
const Outline = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
        parameters: z
          .array(
            z.object({
              name: z.string(),
              in: z.string(),
              required: z.boolean().default(false),
              schema: z.object({}).loose(),
            }),
          )
          .default([]),
        requestBody: z.object({ content: Content }).optional(),
        responses: z.record(z.string(), z.object({ content: Content.default({}) })),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), z.object({}).loose()) }),
});
