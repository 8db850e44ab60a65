// English texts of the console: many licenses at once.
import { count } from './english-numbers.ts';

const licenses = (n: number): string => count(n, 'license', 'licenses');

export const manyLicenses = {
  several: {
    titles: {
      suspend: (n: number) => `Suspend ${licenses(n)}`,
      resume: (n: number) => `Resume ${licenses(n)}`,
      extend: (n: number, days: number) => `Extend ${licenses(n)} by ${count(days, 'day', 'days')}`,
      going: 'Being changed',
    },
    matching: (n: number, more: boolean) =>
      more ? `The newest ${n.toLocaleString('en')} that match` : `All ${n.toLocaleString('en')} that match`,
    capped: (most: number) =>
      `More than ${most.toLocaleString('en')} match; the newest ${most.toLocaleString('en')} are changed. For the others, search more narrowly afterwards.`,
    more: (n: number) => `and ${n.toLocaleString('en')} more`,
    going: (done: number, n: number) => `${done.toLocaleString('en')} of ${n.toLocaleString('en')} done`,
    goOn: (n: number) => `Go on with ${licenses(n)}`,
    stop: 'Stop here',
    preview: 'Nothing has been changed yet. This is what would happen:',
    before: 'Now',
    after: 'Then',
    same: 'stays as it is',
    notPossible: 'Not possible',
    someNot: (n: number) =>
      `${licenses(n)} cannot be changed and ${n === 1 ? 'is' : 'are'} left as ${n === 1 ? 'it is' : 'they are'}.`,
    submit: {
      suspend: (n: number) => `Suspend ${licenses(n)}`,
      resume: (n: number) => `Resume ${licenses(n)}`,
      extend: (n: number) => `Extend ${licenses(n)}`,
    },
    nothing: 'There is nothing to do.',
    none: 'Choose at least one license.',
    days: 'Enter by how many days, from 1 to 36,600.',
    tooMany: (most: number) => `At most ${most} at once.`,
    done: {
      suspend: (n: number) => `${licenses(n)} suspended`,
      resume: (n: number) => `${licenses(n)} active again`,
      extend: (n: number) => `${licenses(n)} extended`,
    },
    failed: (n: number) => `${n} to look at`,
    back: 'Back to the licenses',
  },
  table: {
    title: 'Import licenses',
    lede: 'From another system, or from a list of your own. You see what would come of it before anything is kept.',
    file: 'CSV file',
    fileHint: (kilobytes: number) =>
      `Up to 5,000 licenses and ${kilobytes} kB. Separated by commas or semicolons, as spreadsheets save it.`,
    or: 'Or paste it',
    columnsTitle: 'Its columns',
    columns: {
      product: 'Id or name of the product. The only one that is needed.',
      customer: 'Your id of the customer. Unknown ones are added.',
      plan: 'Your own word.',
      seats: 'Empty: as the product says.',
      ends: 'The last day, such as 2027-12-31, or a time. Empty: as the product says.',
      key: 'A key that was sold before. Empty: a new one is made.',
    },
    example: 'Download an example',
    preview: 'Look at it first',
    missing: 'Choose a file, or paste the table.',
    tooLarge: (kilobytes: number) => `That is more than ${kilobytes} kB. Split the file.`,
    previewTitle: 'This is what would be imported',
    nothingYet: 'Nothing is kept yet.',
    good: (n: number) => `${licenses(n)} can be imported`,
    bad: (n: number) => `${count(n, 'line is', 'lines are')} wrong`,
    fix: 'Nothing is imported while a line is wrong. Correct it below or in the file, and look at it again.',
    line: 'Line',
    newKey: 'a new key',
    ownKey: 'its own key',
    columnsShown: {
      line: 'Line',
      product: 'Product',
      customer: 'Customer',
      plan: 'Plan',
      seats: 'Seats',
      ends: 'Last day',
      key: 'Key',
      license: 'License',
    },
    asProduct: 'as the product says',
    more: (n: number) => `and ${n.toLocaleString('en')} more that are good`,
    submit: (n: number) => `Import ${licenses(n)}`,
    again: 'Look again',
    correct: 'Correct it here',
    done: (n: number) => `${licenses(n)} imported`,
    keys: (n: number) =>
      `${count(n, 'key was', 'keys were')} made. Take them now, or show each later on the page of its license.`,
    takeKeys: 'Download the new keys as CSV',
    toList: 'To the licenses',
    empty: 'There is no license in this table.',
  },
};
