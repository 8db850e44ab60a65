/** "1 Tag", "1.234 Tage" */
export function count(amount: number, one: string, many: string): string {
  return `${amount.toLocaleString('de')} ${amount === 1 ? one : many}`;
}
