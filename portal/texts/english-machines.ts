// English texts: machines, and everything that is done with them.
import { count, wait } from './english-numbers.ts';

export const machines = {
  title: 'Machines',
  unnamed: 'Without a name',
  empty: 'No machine is activated yet. Here you will see each one with its state, and what to do next.',
  emptyFilter: 'No machine fits this search.',
  activate: 'Activate a machine',
  many: 'Activate many at once',
  search: 'Search',
  searchHint: 'Name or number',
  show: 'Show',
  apply: 'Apply',
  filters: {
    here: 'Machines with a seat',
    due: 'Due in 90 days',
    gone: 'Given back or replaced',
    all: 'All',
  },
  columns: { name: 'Machine', state: 'State', until: 'Until', since: 'Since', seen: 'Last seen', via: 'Activated by' },
  sortBy: (column: string) => `Sort by ${column}`,
  page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  previous: 'Previous page',
  next: 'Next page',
  shown: (shown: number, total: number) => `${shown} of ${count(total, 'machine', 'machines')}`,
  number: 'Number',
  via: {
    request: 'request code',
    fingerprint: 'fingerprint',
    online: 'internet',
    browser: 'browser',
  },
  states: { active: 'Activated', 'given-back': 'Given back', replaced: 'Replaced', lapsed: 'Seat freed' },
  backTo: 'All machines',
};

export const due = {
  title: 'Due next',
  machineChecksIn: (name: string) => `${name}: a fresh code is needed`,
  licenseEnds: 'The license ends',
  late: 'overdue',
  renew: 'Renew',
  renewVendor: 'Renew it with the vendor',
  more: (more: number) => `${count(more, 'more', 'more')}: show all that is due`,
  ladder: 'Your calendar can remind you: its file is on the page of each license and each machine.',
};

export const machine = {
  actions: 'What to do',
  history: 'What happened',
  code: 'Show the code again',
  codeText: 'The last code of this machine: to type, to scan, as a file, on paper.',
  renew: 'Renew',
  renewText: 'A fresh code without going to the machine first.',
  renameLabel: 'Name of the machine',
  renameSubmit: 'Save the name',
  renamed: (name: string) => `It is called ${name} now.`,
  renamedNothing: 'It has no name now.',
  undo: 'Undo',
  undone: 'It is as it was.',
  move: 'Move to another machine',
  moveText: 'The old machine gives back, the new one gets a code, in one step.',
  giveBack: 'Give back',
  giveBackText: 'The machine makes a receipt; the receipt frees the seat.',
  replace: 'Replace a dead machine',
  replaceText: 'When it is broken, lost or stolen and cannot give back.',
  calendar: 'Put into my calendar',
  dates: 'Dates',
  lastCode: 'Last code',
  gone: {
    'given-back': 'This machine gave its seat back. To use it again, activate it again.',
    replaced: 'This machine was replaced. Its seat is free or taken by another.',
    lapsed:
      'This browser did not check in, so its seat freed itself. When it comes back, it gets a seat again while one is free.',
  },
  events: {
    activated: 'Activated',
    again: 'Activated again',
    renewed: 'Renewed',
    refreshed: 'Checked in over the internet',
    renamed: 'Renamed',
    released: 'Given back',
    'given-back': 'Given back',
    replaced: 'Replaced',
    restored: 'Replacement undone',
    lapsed: 'Seat freed itself',
    moved: 'Moved',
    corrected: 'Recognized after a change of its parts',
  },
};

export const renew = {
  title: 'Renew',
  lede: (name: string) =>
    `A fresh code for ${name}, without a new request. Carry it there on paper, on a stick or by camera.`,
  now: 'As it is now',
  submit: 'Get a fresh code',
  working: 'Getting the code…',
  ended: 'The license itself has ended; a fresh code would change nothing. Renew the license with the vendor.',
  clock:
    'If the machine says that its clock is behind, make a new request there and activate with it: that sets the clock right as well.',
  done: 'This is the fresh code. The old one works as long as it says.',
};

export const giveBack = {
  title: 'Give back',
  titleOf: (name: string) => `Give back ${name}`,
  lede: 'The application on the machine gives the license back and shows a receipt. Bring the receipt here, and the seat is free.',
  steps: [
    'On the machine, choose to give the license back. The application stops working there and shows a receipt.',
    'Enter the receipt here: type it, scan it, or choose its file.',
    'Tell the machine that the receipt was taken, so that it forgets it.',
  ],
  receipt: 'Receipt',
  complete: 'Receipt complete.',
  receiptHint: 'It begins with LKD1. Spaces, dashes and line breaks do not matter.',
  file: 'Or choose the file from the machine',
  fileHint: 'Its name ends in .lkd.',
  submit: 'Free the seat',
  working: 'Freeing the seat…',
  noReceipt: 'Enter the receipt, or choose its file.',
  online:
    'Is the machine on the internet? Then the application gives back by itself, and nothing has to be entered here.',
  notReleasable:
    'This machine was activated with a fingerprint. It has no secret that could prove a return, so it cannot make a receipt. If it is no longer used, replace it.',
  other: 'This receipt belongs to another machine of this license; it was given back.',
  doneTitle: 'The seat is free',
  done: (name: string) => `${name} has given its license back.`,
  again: 'This receipt was entered before; nothing has changed.',
  final: 'This cannot be undone here: the machine has destroyed its code. To use it again, activate it again.',
  next: 'Activate another machine',
  machines: 'See all machines',
};

/** A seat changes hands so often in 30 days; a date follows some of these. */
export const changes = {
  closed: 'Another machine can take a free seat from',
  closedForever: 'The free seats of this license stay with the machines that had them.',
  known: 'A machine that had one before can be activated now.',
  rule: (times: number) =>
    times === 0
      ? 'Its seats do not change machines; the vendor can help.'
      : `Each seat changes machines at most ${times === 1 ? 'once' : `${times} times`} in 30 days.`,
  leaving: 'If this machine leaves its seat now, another machine can take the seat only from',
  leavingForever: 'If this machine leaves its seat, no other machine can take the seat.',
  moving: 'This seat can move to another machine from',
  movingForever: 'The seats of this license stay with their first machines; ask the vendor.',
  left: 'Another machine can take the seat from',
};

export const replace = {
  title: 'Replace a dead machine',
  lede: (name: string) => `Takes the seat away from ${name}, so that another machine can have it.`,
  useWhen: 'Only for a machine that is broken, lost or stolen. If it still runs, let it give back: that costs nothing.',
  consequences: 'What happens',
  freed: 'The seat is free at once.',
  freedLater: (seconds: number) => `The seat is free after ${wait(seconds)}.`,
  revoked: 'If the machine ever connects to the internet, its license ends there.',
  worksUntil: 'Without internet its last code would go on working until',
  workedUntil: 'Its last code worked only until',
  worksForever: 'Without internet its last code would go on working: it has no end.',
  counted: (left: number, perYear: number) =>
    `It counts: ${left} of ${count(perYear, 'replacement', 'replacements')} a year ${left === 1 ? 'is' : 'are'} left.`,
  logged: 'It is recorded, and the vendor can see it.',
  undoable: 'You can undo it as long as no other machine has taken the seat.',
  none: 'All replacements of this year are used up. The vendor can free the seat.',
  noneUntil: 'The next one is possible on',
  confirm: (name: string) => `${name} will not be used any more.`,
  confirmMissing: 'Say that the machine will not be used any more.',
  submit: 'Replace this machine',
  working: 'Replacing…',
  delayedTitle: 'The machine was replaced',
  freeFrom: 'The seat is free from',
  doneTitle: 'The seat is free',
  done: (name: string) => `${name} was replaced.`,
  undo: 'Undo: the machine is still there',
  undone: 'The machine has its seat again.',
  next: 'Activate the new machine',
};

export const correct = {
  title: 'Correct the fingerprint',
  text: 'It was typed wrong, and the code does not fit the machine.',
  lede: (name: string) => `Enter what ${name} really shows. It keeps its seat and gets a code that fits.`,
  until: 'Possible until',
  fingerprint: 'Fingerprint',
  hint: 'Compare it letter by letter. It counts as a change of hands of the seat.',
  submit: 'Correct it',
  done: 'The fingerprint was corrected. This code fits the machine.',
};

export const move = {
  title: 'Move to another machine',
  lede: (name: string) => `The license leaves ${name} and comes to a new machine.`,
  oldTitle: 'On the old machine',
  oldText: 'Choose to give the license back there. It shows a receipt.',
  newTitle: 'On the new machine',
  newText: 'Choose to activate without internet. It shows a request code.',
  submit: 'Move the license',
  working: 'Moving…',
  done: 'The old machine has given back, and this is the code of the new one.',
  noReceipt:
    'This machine was activated with a fingerprint, so it cannot make a receipt. Replace it, and activate the new one.',
  dead: 'The old machine does not start any more?',
  released: (name: string) =>
    `${name} has given back; its seat is free. Correct what is wrong below and send the form again.`,
};

export const batch = {
  title: 'Activate many at once',
  lede: 'Choose the request files of all machines, or drop their folder here. Each gets its own code; all codes come back as one file, or as sheets to print.',
  files: 'Request files',
  filesHint: (most: number) => `Their names end in .lkr. At most ${most} at once. You can drop a folder on this page.`,
  submit: 'Activate all of them',
  noFiles: 'Choose the request files, or drop a folder.',
  tooMany: (most: number) => `These are more than ${most} files; send them in several parts.`,
  progress: (done: number, total: number) => `${done} of ${total} done`,
  stop: 'Stop after this one',
  stopped: 'Stopped. What is done stays done; the rest can be sent again.',
  results: 'Results',
  activated: 'activated',
  again: 'had a seat; a fresh code',
  notSent: 'not sent',
  summary: (good: number, bad: number) =>
    bad === 0
      ? `All ${count(good, 'machine has its code', 'machines have their codes')}.`
      : `${count(good, 'code', 'codes')}, ${bad} refused.`,
  zip: 'Download all codes as one .zip',
  sheets: 'Sheets to print',
  emptyFile: 'This file is empty; copy it from the machine again.',
  notFile: 'This is not a request file; it is too large.',
};

export const sheet = {
  title: 'Sheets to print',
  lede: (sheets: number) => `${count(sheets, 'machine', 'machines')}, one sheet each.`,
  none: 'No machine was chosen.',
};

export const camera = {
  start: 'Scan with the camera',
  picture: 'Choose a picture',
  stop: 'Close the camera',
  looking: 'Hold the QR code in front of the camera.',
  denied: 'The camera may not be used here. Allow it in the browser, or choose a picture.',
  none: 'This device has no camera that can be used; choose a picture instead.',
  notFound: 'No QR code was found in this picture; come closer, without glare.',
};

export const fragment = {
  read: 'The request came with the picture that you scanned.',
  hasKey: 'The address contained a license key. It was removed; enter the key below instead.',
};

export const calendar = {
  name: (product: string) => `Licenses: ${product}`,
  licenseEnds: (machine: string, product: string) => `License ends: ${machine} (${product})`,
  checkIn: (machine: string, product: string) => `Fresh code needed: ${machine} (${product})`,
  description: (license: string) =>
    `License ${license}. The code can be renewed here, without going to the machine first:`,
};

export const table = {
  name: 'Machine',
  number: 'Number',
  state: 'State',
  since: 'Activated',
  until: 'Licensed until',
  checkIn: 'Check-in by',
  seen: 'Last seen',
  via: 'Activated by',
};
