// What ties a code to a machine: component, lock, binding (docs/token.md, "Derived values"). Each is a SHA-256, cut short, over
// a purpose and its parts, so that none can be taken for another.
import { finishShort, start256, update } from './hash';
import { textLength } from './words';

export const COMPONENT_LENGTH: i32 = 16;
export const LOCK_LENGTH: i32 = 16;
export const BINDING_LENGTH: i32 = 8;
const TOKEN_ID_LENGTH: i32 = 8;
const SECRET_LENGTH: i32 = 16;

/** The lock of a machine that has no secret. */
export const ZERO_LOCK: usize = memory.data(16);

const zero: usize = memory.data(1);

/** component = SHA-256("latchkey/component/1" ‖ 00 ‖ product ‖ 00 ‖ kind ‖ 00 ‖ normalized value), first 16 bytes. */
export function deriveComponent(
  product: usize,
  productLength: i32,
  kind: usize,
  kindLength: i32,
  value: usize,
  valueLength: i32,
  component: usize,
): void {
  startWith(ascii('latchkey/component/1'));
  update(zero, 1);
  update(product, productLength);
  update(zero, 1);
  update(kind, kindLength);
  update(zero, 1);
  update(value, valueLength);
  finishShort(component, COMPONENT_LENGTH);
}

/** lock = SHA-256("latchkey/lock/1" ‖ secret), first 16 bytes. */
export function deriveLock(secret: usize, lock: usize): void {
  startWith(ascii('latchkey/lock/1'));
  update(secret, SECRET_LENGTH);
  finishShort(lock, LOCK_LENGTH);
}

/** binding = SHA-256("latchkey/binding/1" ‖ token id ‖ lock ‖ component), first 8 bytes. */
export function deriveBinding(tokenId: usize, lock: usize, component: usize, binding: usize): void {
  startWith(ascii('latchkey/binding/1'));
  update(tokenId, TOKEN_ID_LENGTH);
  update(lock, LOCK_LENGTH);
  update(component, COMPONENT_LENGTH);
  finishShort(binding, BINDING_LENGTH);
}

const candidate: usize = memory.data(8);

/** Which of the `bound` bindings (at most 8) some component produces with this lock: bit i for binding i. */
export function matchBindings(
  tokenId: usize,
  lock: usize,
  components: usize,
  componentCount: i32,
  bindings: usize,
  bound: i32,
): u32 {
  let matched: u32 = 0;
  for (let c = 0; c < componentCount; c++) {
    deriveBinding(tokenId, lock, components + <usize>(c * COMPONENT_LENGTH), candidate);
    const wanted = load<u64>(candidate);
    for (let i = 0; i < bound; i++) {
      if (load<u64>(bindings + <usize>(i * BINDING_LENGTH)) == wanted) matched |= 1 << (<u32>i);
    }
  }
  return matched;
}

function startWith(purpose: usize): void {
  start256();
  update(purpose, textLength(purpose));
}
