// Tests run against the built modules, never against stale ones.
import { prepareModules } from '../scripts/prepare.mjs';

export default prepareModules;
