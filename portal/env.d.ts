/// <reference types="astro/client" />

declare namespace App {
  interface Locals {
    /** Given to every page by portal/listener.ts. */
    portal: import('./server/portal.ts').Portal;
    /** Who is asking: for limits, never stored. */
    address: string | undefined;
    /** The browser speaks TLS, to us or to the proxy in front. */
    secure: boolean;
    /** Events for whoever runs the portal; nothing that somebody entered. */
    report: (event: string) => void;
    /** The form that is sent is larger than any of ours, and must not be read. */
    tooLarge?: true;
    /** What follows is set by portal/middleware.ts. In the reader's language. */
    texts: import('./texts/index.ts').Texts;
    consoleTexts: import('./texts/console.ts').ConsoleTexts;
    reach: import('./reading/reach.ts').Reach;
    /** Who of the vendor's team is signed in: on every page below /console, and on no other. */
    member?: import('./server/team/team.ts').Member | undefined;
    /** The license and the machine that the address names, when they are the reader's. */
    license?: import('./server/licenses.ts').LicenseView;
    machine?: import('./server/view.ts').MachineView;
    /** Cookies that the answer sets, whole header fields. */
    setCookies: string[];
    /** On the page that says that the store does not answer: the address to look at again. */
    again?: string;
    /** The page itself has begun its work; what fails before that has changed nothing. */
    begun?: boolean;
    /** The attempt of the form that was sent, and whether anybody knows what became of it. */
    attempt?: { id: string; fate: { unknown: boolean } };
    /** What became of the form that was sent, on that page. */
    sent?: 'unchanged' | 'unknown';
  }
}
