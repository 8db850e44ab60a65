// Every text of the pages in English; each other language is a catalogue of the same shape. What a code, a machine or a license
// means is said by the module, and why something failed by the server: both speak English, and sentences.ts translates.

import * as customers from './english-account.ts';
import * as machineTexts from './english-machines.ts';
import { count } from './english-numbers.ts';

export const english = {
  ...customers,
  ...machineTexts,
  language: 'en',
  /** Used when the reader's browser names no variant of this language. */
  locale: 'en-GB',
  /** As it is called in itself. */
  name: 'English',
  /** The module's and the server's sentences are written in this language. */
  sentence: (text: string) => text,

  site: {
    name: 'Latchkey',
    skip: 'Skip to the main content',
    navigation: 'Pages',
    error: 'Error:',
    language: 'Language',
    footer: 'Codes are signed here and verified on the machine, without a network.',
    demoTitle: 'Demo',
    demo: 'Everything here is thrown away when the server stops. Sample license key:',
    demoFill: 'Use it',
  },

  nav: {
    activate: 'Activate',
    giveBack: 'Give back',
    machines: 'Machines',
    check: 'Check a code',
    help: 'Help',
    signIn: 'Sign in',
    account: 'Account',
  },

  time: {
    left: (days: number) => (days === 0 ? 'less than a day left' : `${count(days, 'day', 'days')} left`),
    ago: (days: number) => (days === 0 ? 'today' : `${count(days, 'day', 'days')} ago`),
  },

  problems: {
    title: 'There is a problem',
    lookAt: 'You wrote:',
    show: 'Show the place',
    noMachine: 'Enter what the machine shows, or choose its file.',
    noLicenseKey: 'Enter the license key.',
    noCode: 'Enter the activation code.',
    tooLarge: 'That is too much text for a code; choose the file that the machine made, or paste only the code.',
  },

  activate: {
    title: 'Activate a machine',
    lede: 'For a machine without internet: enter what it shows, and take back the code that you get here.',
    key: 'License key',
    keyHint: 'Six groups of five letters and digits. Capitals and dashes do not matter.',
    machine: 'What the machine shows',
    machineHint: 'Its request code, which begins with LKR1. Some machines show only a fingerprint; that works too.',
    file: 'Or choose the file from the machine',
    fileHint: 'Its name ends in .lkr. You can also drop it on this form.',
    label: 'Name of the machine',
    optional: '(optional)',
    fileHintPlain: 'Its name ends in .lkr.',
    ledeOpen: (product: string) =>
      `For ${product}. Enter what the machine shows, and take back the code that you get here.`,
    chooseLicense: 'For one of your licenses? Then no key is needed:',
    full: 'Every seat of this license is taken. A machine that has one already can still be activated; for another, free a seat first.',
    labelHint: 'So that you recognize it later, for example Press line 3.',
    submit: 'Get the activation code',
    working: 'Getting the code…',
    readRequest: (product: string, label: string) =>
      label ? `Request code complete: ${label}, ${product}.` : `Request code complete, for ${product}.`,
    readFingerprint: (text: string) => `Read as the fingerprint ${text}.`,
  },

  path: {
    title: 'Three steps',
    steps: [
      {
        title: 'On the machine',
        text: 'Open the application and choose to activate without internet. It shows a request code.',
      },
      {
        title: 'Here, on any device',
        text: 'Enter that code and your license key. You get an activation code.',
        signedInText: 'Enter that code. You get an activation code.',
      },
      {
        title: 'Back on the machine',
        text: 'Type the code, scan it, or bring it as a file. The machine checks it by itself.',
      },
    ],
  },

  code: {
    title: 'Your activation code',
    titleAgain: 'Your activation code, again',
    past: 'This code has stopped working. Get a fresh one instead of it.',
    pastForGood: 'This code has stopped working, and its license has ended. Renew the license with the vendor.',
    again: 'This machine already had a seat, so no other was used.',
    forMachine: 'Machine',
    unnamed: 'Without a name',
    product: 'Product',
    license: 'License',
    issued: 'Issued',
    rows: 'Activation code, row by row',
    row: (row: number, rows: number) => `Row ${row} of ${rows}:`,
    typing: 'Typing it? Tap a row to enlarge it.',
    previous: 'Previous row',
    next: 'Next row',
    copy: 'Copy the code',
    copied: 'Copied.',
    copyFailed: 'This browser did not copy it. The code is selected: copy it with Ctrl+C.',
    download: 'Download the file',
    print: 'Print',
    picture: 'QR code with the activation code, for the camera of the machine',
    scan: 'For the camera of the machine',
    another: 'Activate another machine',
    signIn: 'See all machines of this license',
    hand: 'Get it onto the machine',
    ways: [
      { title: 'Type it', text: 'Row by row. The machine says at once which row has a slip.' },
      { title: 'USB stick', text: 'Download the file and open it in the application on the machine.' },
      { title: 'Camera', text: 'Hold the QR code in front of the machine, on a phone or on paper.' },
    ],
    printed: [
      'Open the application on this machine and choose to enter an activation code.',
      'Type the rows in order, or hold the QR code in front of the camera. Capitals, spaces and dashes do not matter.',
      'The machine checks the code by itself and names the row if something is wrong.',
    ],
  },

  allows: {
    title: 'What it allows',
    until: 'Licensed until',
    ended: 'Ended on',
    forever: 'Licensed without an end',
    checkIn: 'Check in by',
    checkInMissed: 'The check-in was due on',
    checkInHint: 'Until then the machine needs a fresh code, or one connection to the internet.',
    seats: (used: number, total: number) => `${used} of ${total} used`,
    seatsTitle: 'Seats',
    plan: 'Plan',
    features: 'Features',
    understood: 'We read this fingerprint',
    understoodHint:
      'Compare it with the machine. If it is wrong, correct it on the page of the machine, or tell the vendor: entered here again, the right one takes a seat of its own.',
    notReleasable:
      'This machine sent no request code, so it cannot give its seat back with a receipt. To move the license later, sign in and replace the machine.',
  },

  check: {
    title: 'Check a code',
    lede: 'See what an activation code says and whether it fits a machine, before you carry it there.',
    private: 'The check runs in this browser. What you enter stays here.',
    code: 'Activation code',
    codeHint: 'It begins with LKA1. Spaces, dashes and line breaks do not matter.',
    product: 'Product',
    anyProduct: 'Whichever the code is for',
    machine: 'What the machine shows',
    machineHint: 'Its request code or fingerprint, if the code was made for one machine.',
    submit: 'Check the code',
  },

  verdict: {
    accepted: 'This code will work',
    acceptedHere: 'This code fits this machine',
    refused: 'This code will not work',
    needsMachine: 'The code is genuine; the machine is still open',
    needsMachineHint: 'It was made for one machine. Enter what that machine shows to see whether it fits.',
    malformed: 'This code has a mistake',
    reason: 'Reason',
    license: 'License',
    issued: 'Issued',
    machine: 'Machine',
    matches: (matched: number, bound: number, needed: number) =>
      `${matched} of ${count(bound, 'trait', 'traits')} match, ${needed} ${needed === 1 ? 'is' : 'are'} needed`,
    anyMachine: 'Not tied to one machine',
    customer: 'Customer',
    issuer: 'Issued by',
    missed: 'Due',
    used: 'Compared with',
    begins: 'Begins',
  },

  help: {
    title: 'How it works',
    lede: 'A machine without internet is activated with two codes: one out, one in.',
    questions: [
      {
        title: 'Where is the request code?',
        text: 'In the application on the machine, where it asks for a license. It begins with LKR1 and can be shown as text, as a QR code, or saved as a file that ends in .lkr.',
      },
      {
        title: 'The machine shows only a fingerprint',
        text: 'Enter that instead. You get a code that fits this machine, but the machine cannot give its seat back by itself later.',
      },
      {
        title: 'I typed a code and it is refused',
        text: 'The message names the row. Compare that row, group by group. The letters I, L and O are read as the digits 1, 1 and 0, so these are no mistakes.',
      },
      {
        title: 'The machine broke, or was installed anew',
        text: 'Activate it again with the same license key. A machine that shows the same identity gets its own seat back. For another machine, a seat has to be free.',
      },
      {
        title: 'Every seat is used',
        text: 'Give one back on a machine that you no longer use: its application makes a receipt that begins with LKD1. Enter it under “Give back”. If the machine is dead, sign in and replace it.',
      },
      {
        title: 'Who can see my license key?',
        text: 'It travels in the body of the form, never in an address. Here it is stored encrypted. It is in no log.',
      },
    ],
  },

  errors: {
    notFound: 'There is no such page',
    notFoundText: 'Check the address, or start from one of these pages.',
    failed: 'The portal has a fault',
    failedText:
      'Your codes and seats are safe: nothing is given out that was not recorded first. Wait a minute, then send the form again.',
    resting: 'The portal cannot reach its data at the moment',
    restingText:
      'What was recorded is safe, and software that is activated goes on working. Wait a minute, then try again.',
    unchangedText:
      'Your form was not carried out, and nothing was changed. Wait a minute, then send it again. Software that is activated goes on working.',
    unknown: 'We do not know whether it was changed',
    unknownText:
      'The portal could not finish writing down what your form asks for. All of it was done, or nothing. Wait a minute and look before you send it again. Software that is activated goes on working.',
    look: 'Look how it stands',
    again: 'Try again',
    tooLarge: 'That is too much at once',
    tooLargeText:
      'Nothing was changed. Files of codes are small: go back and choose the file that the machine made, not a photo of it; send many files in several parts.',
    foreign: 'This form came from another site',
    foreignText: 'For your safety it was not accepted. Open the page here and enter it again.',
  },
};
