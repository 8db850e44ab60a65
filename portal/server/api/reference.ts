// The OpenAPI document as a page that a person can read: made from the same document, without a script.
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';

interface Operation {
  summary?: string;
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: object }[];
  requestBody?: { content?: Record<string, { schema?: object }> };
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: object }> }>;
}

export interface ApiDocument {
  info: { title: string; version: string; description?: string };
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, object> };
}

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1.5rem; }
h2 { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding-top: 1.5rem; font-size: 1.1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9rem; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: .4rem; }
table { border-collapse: collapse; } caption { text-align: left; font-weight: 600; padding-top: .5rem; } td, th { text-align: left; padding: .15rem 1rem .15rem 0; vertical-align: top; }
.method { font-weight: 700; } summary { cursor: pointer; }
`;

export const REFERENCE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; frame-ancestors 'none'`;

export function referencePage({ info, paths = {}, components = {} }: ApiDocument) {
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title}: reference</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<h1>${info.title} ${info.version}</h1>
<p>${info.description ?? ''} The same as a document for programs: <a href="openapi.json">openapi.json</a>.</p>
<nav aria-label="Calls"><ul>${calls.map(({ path, method, operation }) => html`<li><a href="#${anchor(method, path)}"><code>${method} ${path}</code></a> ${operation.summary ?? ''}</li>`)}</ul></nav>
<main>
${calls.map(callSection)}
<h2 id="schemas">Schemas</h2>
${Object.entries(components.schemas ?? {}).map(([name, schema]) => html`<h3 id="schema-${name}">${name}</h3>${code(schema)}`)}
</main>
</body>
</html>`;
}

function callSection({ path, method, operation }: { path: string; method: string; operation: Operation }) {
  const scopes = (operation.security ?? []).flatMap((it) => Object.values(it).flat());
  const [body] = Object.values(operation.requestBody?.content ?? {});
  return html`<section aria-labelledby="${anchor(method, path)}">
<h2 id="${anchor(method, path)}"><span class="method">${method}</span> <code>${path}</code></h2>
<p>${operation.summary ?? ''}.${scopes.length > 0 ? html` Needs an API key with <code>${scopes.join(' ')}</code>.` : ''}</p>
${(operation.parameters ?? []).length > 0 ? html`<table><caption>Parameters</caption><tbody>${(operation.parameters ?? []).map((it) => html`<tr><th scope="row"><code>${it.name}</code></th><td>${it.in}${it.required ? ', needed' : ''}</td><td>${it.description ?? ''}</td></tr>`)}</tbody></table>` : ''}
${body?.schema ? html`<p>Body</p>${code(body.schema)}` : ''}
<table><caption>Answers</caption><tbody>${Object.entries(operation.responses ?? {}).map(([status, response]) => html`<tr><th scope="row">${status}</th><td>${response.description ?? ''}</td></tr>`)}</tbody></table>
${Object.entries(operation.responses ?? {})
  .filter(([status]) => status < '300')
  .map(([status, response]) =>
    Object.values(response.content ?? {})
      .slice(0, 1)
      .map(({ schema }) =>
        schema ? html`<details><summary>Shape of ${status}</summary>${code(schema)}</details>` : '',
      ),
  )}
</section>`;
}

function anchor(method: string, path: string): string {
  return `${method}${path}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/** What has a name is shown once, at the end. */
function code(schema: object) {
  const name = '$ref' in schema && typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
  if (name !== undefined) return html`<p><a href="#schema-${name}"><code>${name}</code></a></p>`;
  return html`<pre tabindex="0">${JSON.stringify(schema, null, 1)}</pre>`;
}
