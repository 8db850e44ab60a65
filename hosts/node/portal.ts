// The address of the vendor's portal, for the picture of a request.
import { WrongUsage } from './config.ts';

/** Ends with a slash or a path; has no query and no fragment, because the request becomes the fragment. */
export function readPortal(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost');
  if (!url || !safe || url.username || url.password || url.search || url.hash) {
    throw new WrongUsage('--portal is the https address of the portal, such as https://licenses.example.com');
  }
  return url.href;
}
