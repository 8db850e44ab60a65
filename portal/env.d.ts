/// <reference types="astro/client" />

declare namespace App {
  interface Locals {
    /** Given to every page by portal/serve.ts. */
    portal: import('./server/portal.ts').Portal;
    /** Who is asking: for limits, never stored. */
    address: string | undefined;
    /** In the reader's language; set by portal/middleware.ts. */
    texts: import('./texts/index.ts').Texts;
  }
}
