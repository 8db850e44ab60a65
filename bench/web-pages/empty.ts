// The floor: a page that does nothing but start from its worker.
import { done } from './done.ts';

done(true);
