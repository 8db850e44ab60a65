import { nowSeconds } from '../clock.ts';
import type { LicenseView } from '../server/licenses.ts';
import type { MachineView } from '../server/view.ts';
import { calendarFile } from '../telling/calendar.ts';
import { attachment } from '../telling/file-name.ts';

/** Links in the file lead to the portal's own address; where it was not told, to the one that was asked. */
export function calendarAnswer(
  { texts, portal }: App.Locals,
  url: URL,
  license: LicenseView,
  machines: readonly MachineView[],
  name: string,
): Response {
  const place = { origin: portal.baseUrl ?? url.origin, nowSeconds: nowSeconds() };
  return new Response(calendarFile(texts, license, machines, place), {
    headers: { 'Content-Type': 'text/calendar; charset=utf-8', 'Content-Disposition': attachment(name, '.ics') },
  });
}
