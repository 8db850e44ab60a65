// Every page and endpoint below portal/pages, by its file: what is added later is tested as well.
import { globSync } from 'node:fs';

/** `/licenses/[license]/machines/[machine]`, as the folder says it. */
export const routes = globSync('**/*.{astro,ts}', { cwd: 'portal/pages' })
  .map((file) => `/${file.replaceAll('\\', '/').replace(/\.(astro|ts)$/, '')}`.replace(/\/index$/, '') || '/')
  .filter((route) => !route.includes('[...'))
  .sort();

export const isOfConsole = (route: string) => route === '/console' || route.startsWith('/console/');

/** The names in square brackets. */
export function parametersOf(route: string): string[] {
  return [...route.matchAll(/\[(\w+)\]/g)].map(([, name = '']) => name);
}

/** Its address with these values. */
export function addressOf(route: string, values: Readonly<Record<string, string>>): string {
  return route.replace(/\[(\w+)\]/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${route}: no value for ${name}`);
    return value;
  });
}
