// The glue between the application and its license: everything else is in inspections.ts and would be the same without one.
import { createLicense } from '../../sdk-web/index.ts';
import '../../sdk-web/elements/index.ts';
import { registerWorker } from '../../sdk-web/register.ts';
import { allow, exportTo, startInspections } from './inspections.ts';
import { options } from './license.ts';

const license = await createLicense(options);

for (const element of document.querySelectorAll('license-status')) element.license = license;
for (const element of document.querySelectorAll('license-activate')) {
  element.setAttribute('portal', options.portal);
  element.license = license;
}

await startInspections();
license.subscribe(() => {
  // A number in the license is a limit; without a license nothing new is written, and nothing that was written is withheld.
  const inspections = license.feature('inspections');
  allow(typeof inspections === 'number' ? inspections : 0);
});
document
  .querySelector('#export')
  ?.addEventListener('click', () => exportTo(license.feature('export') === true ? 'csv' : 'text'));

await registerWorker('worker.js', {
  license,
  product: options.product,
  onUpdate({ take }) {
    const notice = document.querySelector<HTMLElement>('#update');
    if (!notice) return;
    notice.hidden = false;
    notice.querySelector('button')?.addEventListener('click', take);
  },
});
