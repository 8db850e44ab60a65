// The two elements. Importing this file defines them.
import { LicenseActivate } from './activate.ts';
import { LicenseStatus } from './status.ts';

export { LicenseActivate } from './activate.ts';
export { addTexts } from './element.ts';
export { LicenseStatus } from './status.ts';
export { english, type Texts } from './texts.ts';

declare global {
  interface HTMLElementTagNameMap {
    'license-activate': LicenseActivate;
    'license-status': LicenseStatus;
  }
}

if (!customElements.get('license-status')) customElements.define('license-status', LicenseStatus);
if (!customElements.get('license-activate')) customElements.define('license-activate', LicenseActivate);
