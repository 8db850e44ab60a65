// Every license that a filter matches, with a script: one box, a look, portions that go on by themselves.
import { expect, test } from '@playwright/test';
import { address, expectAccessible } from './portal.ts';
import { signInAsOwner } from './team.ts';

const PLAN = 'wholesale';
const LICENSES = 130;

test('all that match are chosen with one box and changed in portions, which go on by themselves', async ({ page }) => {
  test.setTimeout(120_000);
  await signInAsOwner(page);
  await page.goto(`${address}/console/licenses/import`);
  const table = ['product,plan', ...Array.from({ length: LICENSES }, () => `plant-control,${PLAN}`)].join('\n');
  await page.locator('textarea').first().fill(table);
  await page.getByRole('button', { name: 'Look at it first' }).click();
  await page.getByRole('button', { name: `Import ${LICENSES} licenses` }).click();

  await page.goto(`${address}/console/licenses?q=${PLAN}`);
  const all = page.getByLabel(`All ${LICENSES} that match`);
  await all.check();
  await expect(page.locator('[data-count]')).toHaveText(`(${LICENSES})`);
  await page.locator('tbody input[type="checkbox"]').first().uncheck();
  await expect(all).not.toBeChecked();
  await expect(page.locator('[data-count]')).toHaveText('(49)');
  await page.locator('a[rel="next"]').click();
  await expect(all, 'as many on the second page').toBeVisible();
  await page.goBack();
  await all.check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Suspend' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Suspend ${LICENSES} licenses`);
  await expect(page.locator('tbody tr')).toHaveCount(100);
  await expectAccessible(page);
  await page.getByRole('button', { name: `Suspend ${LICENSES} licenses` }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${LICENSES} licenses suspended`, {
    timeout: 30_000,
  });

  await page.goto(`${address}/console/licenses?q=${PLAN}&state=active`);
  await expect(page.locator('table.licenses')).toHaveCount(0);
});

test('a portion on its way says how far it is, is accessible, and can be stopped', async ({ page }) => {
  await page.route('**/*.js', (route) => route.abort()); // as without a script, in which axe could not look
  await signInAsOwner(page);
  await page.goto(`${address}/console/licenses?q=${PLAN}`);
  await page.getByLabel(`All ${LICENSES} that match`).check();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: `Resume ${LICENSES} licenses` }).click();
  await expect(page.locator('#done-words')).toHaveText(`100 of ${LICENSES} done`);
  await expectAccessible(page);
  const left = await page.getByRole('link', { name: 'Stop here' }).getAttribute('href');
  expect(left, 'leaving is stopping: the rest stays as it is').toBe('/console/licenses');
  await page.getByRole('button', { name: 'Go on with 30 licenses' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${LICENSES} licenses active again`);
});
