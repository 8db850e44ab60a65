// Every word that the elements say, English. Another language is another object of this shape.

export interface Texts {
  /** For dates and plurals (BCP 47). */
  language: string;
  status: {
    none: string;
    noneHint: string;
    until: (date: string, days: string) => string;
    untilToday: (time: string) => string;
    perpetual: string;
    checkIn: (date: string, days: string) => string;
    checkInToday: (time: string) => string;
    renewSoon: string;
    offline: string;
    /** The portal was not reached, and there is no stored license to go on with. */
    noAnswer: string;
    refused: string;
    unavailable: string;
    givenBack: string;
    times: (missed: string, used: string) => string;
    license: (id: string) => string;
    changed: (matched: number, needed: number) => string;
    refresh: string;
    working: string;
  };
  activate: {
    label: string;
    hint: string;
    codeOnlyHint: string;
    send: string;
    working: string;
    empty: string;
    openFile: string;
    drop: string;
    fileTooLarge: string;
    scan: string;
    stopScan: string;
    scanning: string;
    noCamera: string;
    otherPicture: string;
    place: (row: number, group: number | undefined) => string;
    offline: string;
    offlineSteps: readonly string[];
    makeRequest: string;
    request: string;
    requestPicture: string;
    openPortal: string;
    copy: string;
    copied: string;
    save: string;
    dropRequest: string;
    done: string;
    giveBack: string;
    giveBackQuestion: string;
    giveBackYes: string;
    cancel: string;
    givenBack: string;
    receiptSteps: string;
    receiptPicture: string;
    receiptTaken: string;
    repair: string;
  };
  days: (count: number) => string;
  /** Sentences by reason or problem name, for languages other than the module's. Absent: the sentence as it comes. */
  sentences?: Readonly<Record<string, string>>;
}

export const english: Texts = {
  language: 'en',
  status: {
    none: 'Not activated',
    noneHint: 'Enter a license key or an activation code.',
    until: (date, days) => `Licensed until ${date} · ${days}`,
    untilToday: (time) => `Licensed until today, ${time}`,
    perpetual: 'Licensed, without an end',
    checkIn: (date, days) => `Connect to the internet by ${date} · ${days}`,
    checkInToday: (time) => `Connect to the internet today, by ${time}`,
    renewSoon: 'Renew soon.',
    offline: 'Offline: the stored license is in use.',
    noAnswer: 'The portal did not answer. Try again when you are online, or make a request below.',
    refused: 'Not licensed',
    unavailable: 'The license could not be checked',
    givenBack: 'Given back; the portal has yet to hear of it.',
    times: (missed, used) => `Expected: ${missed}. This device says: ${used}.`,
    license: (id) => `License ${id}`,
    changed: (matched, needed) =>
      `This device has changed: ${matched} of its parts are recognized, ${needed} are needed. Ask for a new code soon.`,
    refresh: 'Check now',
    working: 'Checking',
  },
  activate: {
    label: 'License key or activation code',
    hint: 'Spaces, line breaks and lower case do no harm.',
    codeOnlyHint: 'Paste the whole code; spaces, line breaks and lower case do no harm.',
    send: 'Activate',
    working: 'Activating',
    empty: 'Enter the license key or the activation code.',
    openFile: 'Open a file',
    drop: 'Drop the file here',
    fileTooLarge: 'This file is no code: it is larger than 64 KB. Choose the .lic file from the portal.',
    scan: 'Scan with the camera',
    stopScan: 'Stop the camera',
    scanning: 'Hold the picture of the code in front of the camera.',
    noCamera: 'The camera cannot be used here. Paste the code, or open its file.',
    otherPicture: 'That picture is no code of ours. Show the picture of the activation code.',
    place: (row, group) => (group === undefined ? `Look at row ${row}.` : `Look at row ${row}, group ${group}.`),
    offline: 'No internet on this device?',
    offlineSteps: [
      'Scan this picture with a phone, or take the request to a computer with internet.',
      'Enter the license key there, and get the activation code.',
      'Scan, paste or open the code here.',
    ],
    makeRequest: 'Make a request',
    request: 'Request',
    requestPicture: 'The request as a picture for a camera',
    openPortal: 'Open the portal',
    copy: 'Copy',
    copied: 'Copied',
    save: 'Save as a file',
    dropRequest: 'Throw this request away',
    done: 'This device is activated.',
    giveBack: 'Give this license back',
    giveBackQuestion:
      'The application stops working here, and the seat is free for another device. This cannot be undone here.',
    giveBackYes: 'Give back',
    cancel: 'Cancel',
    givenBack: 'The license was given back.',
    receiptSteps: 'The portal was not reached. Take this receipt to it, and the seat is free.',
    receiptPicture: 'The receipt as a picture for a camera',
    receiptTaken: 'The portal has it',
    repair: 'Set the storage up anew',
  },
  days: (count) => (count === 1 ? '1 day' : `${count} days`),
};
