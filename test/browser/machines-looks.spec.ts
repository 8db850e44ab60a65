// The list of machines and the code being typed, measured on a telephone and on a desk.
import { expect, type Page, test } from '@playwright/test';
import { signInToSample } from './account.ts';
import { address, expectAccessible } from './portal.ts';

const LONG = 'Donaudampfschifffahrtsgesellschaftskapitaenssteuerrechner0000001'; // as long as a name may be
const PHONE = { width: 375, height: 800 };
const DESK = { width: 1280, height: 800 };

/** The first machine that has something due, and its license. */
async function openDue(page: Page, language: 'en' | 'de'): Promise<{ home: string; machine: string }> {
  await signInToSample(page);
  await page.context().addCookies([{ name: 'latchkey-language', value: language, url: address }]);
  await page.goto(`${address}/licenses`);
  const href = (await page.locator('.due a[href*="/machines/"]').first().getAttribute('href')) ?? '';
  const machine = address + href.replace(/\/renew$/, '');
  return { machine, home: machine.replace(/\/machines\/.*/, '') };
}

const top = async (page: Page, selector: string) => (await page.locator(selector).first().boundingBox())?.y ?? -1;
const left = async (page: Page, selector: string) => (await page.locator(selector).first().boundingBox())?.x ?? -1;

test.describe('on a telephone', () => {
  test.use({ viewport: PHONE });

  test('what is due soon stands above the box of the license', async ({ page }) => {
    const { home } = await openDue(page, 'de');
    await page.goto(home);
    expect(await top(page, '.overview .due')).toBeLessThan(await top(page, '.overview .seats'));
  });

  test('what the search is for can be read whole, and links and buttons stand in one line', async ({ page }) => {
    const { home } = await openDue(page, 'de');
    await page.goto(home);
    const cut = await page.locator('#q').evaluate((input: HTMLInputElement) => {
      const style = getComputedStyle(input);
      const pen = document.createElement('canvas').getContext('2d');
      if (!pen) return Number.NaN;
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      const room = input.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
      return pen.measureText(input.placeholder).width - room;
    });
    expect(cut).toBeLessThanOrEqual(0);
    const words = await page.locator('.tools button.quiet').evaluate((button) => {
      const range = document.createRange();
      range.selectNodeContents(button);
      return range.getBoundingClientRect().left;
    });
    expect(Math.abs(words - (await left(page, '.tools .links a')))).toBeLessThanOrEqual(1);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the row that is being typed stands out (${colorScheme})`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      const { machine } = await openDue(page, 'de');
      await page.goto(`${machine}/code`);
      await page.locator('label.row').nth(3).click();
      const rows = await page.locator('label.row').evaluateAll((all) =>
        all.map((row) => {
          const { fontSize, backgroundColor, borderTopColor, color } = getComputedStyle(row);
          return { size: Number.parseFloat(fontSize), backgroundColor, borderTopColor, color };
        }),
      );
      const { 3: typed, 4: other } = rows;
      if (!typed || !other) throw new Error('too few rows');
      expect(typed.size / other.size).toBeGreaterThan(1.6);
      expect(typed.borderTopColor).not.toBe(other.borderTopColor);
      const ink = await page.evaluate(() => getComputedStyle(document.body).color);
      expect(typed.color).toBe(ink);
      const muted = await page.locator('.typing').evaluate((it) => getComputedStyle(it).color);
      expect(other.color, 'fainter than muted text').not.toBe(muted);
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    });
  }
});

test.describe('on a desk', () => {
  test.use({ viewport: DESK });

  test('the longest name of a machine keeps the table in its place', async ({ page }) => {
    const { home, machine } = await openDue(page, 'de');
    await page.goto(machine);
    await page.locator('#label').fill(LONG);
    await page.locator('form:has(#label) button').click();
    try {
      await page.goto(home);
      const over = await page.locator('.machines table').evaluate((table) => {
        const edge = table.parentElement?.getBoundingClientRect().right ?? 0;
        return Math.max(...[...table.querySelectorAll('td, th')].map((it) => it.getBoundingClientRect().right - edge));
      });
      expect(over).toBeLessThanOrEqual(0);
      await expect(page.locator('tbody th').filter({ hasText: LONG })).toBeVisible();
    } finally {
      await page.goto(machine);
      await page.locator('#label').fill('Warehouse scanner');
      await page.locator('form:has(#label) button').click();
    }
  });

  test('a license without machines says how to begin, in its own box', async ({ page }) => {
    await openDue(page, 'en');
    await page.goto(`${address}/licenses`);
    const links = await page.locator('.card h2 a').evaluateAll((all) => all.map((it) => it.getAttribute('href') ?? ''));
    for (const link of links) {
      await page.goto(address + link);
      if (!(await page.locator('.blank').isVisible())) continue;
      await expect(page.locator('.blank a.primary')).toHaveText('Activate a machine');
      await expect(page.locator('a.primary, button.primary')).toHaveCount(1);
      await expectAccessible(page);
      return;
    }
    throw new Error('every sample license has machines');
  });
});
