// What both elements have in common: a license, a language, a shadow tree that is drawn again when either changes.
import type { License, State } from '../index.ts';
import { german } from './german.ts';
import { sheet } from './styles.ts';
import { english, type Texts } from './texts.ts';

const catalogues = new Map<string, Texts>([
  ['en', english],
  ['de', german],
]);

/** Adds a language, or replaces one. Elements take the catalogue of the nearest `lang`, else English. */
export function addTexts(texts: Texts): void {
  catalogues.set(texts.language, texts);
}

export abstract class LicenseElement extends HTMLElement {
  protected readonly root = this.attachShadow({ mode: 'open' });
  #license: License | undefined;
  #unsubscribe: () => void = () => undefined;

  /** The license that this element is about, from `createLicense`. */
  get license(): License | undefined {
    return this.#license;
  }

  set license(license: License | undefined) {
    this.#unsubscribe();
    this.#license = license;
    if (this.isConnected) this.#begin();
  }

  connectedCallback(): void {
    this.root.adoptedStyleSheets = [sheet()];
    this.#begin();
  }

  disconnectedCallback(): void {
    this.#unsubscribe();
    this.ended();
  }

  protected get texts(): Texts {
    const language = this.closest('[lang]')?.getAttribute('lang') ?? 'en';
    return catalogues.get(language) ?? catalogues.get(language.split('-')[0] ?? '') ?? english;
  }

  /** Shows a state; called once at the beginning and after every check. */
  protected abstract show(license: License, state: State): void;

  /** The element has left the page. */
  protected ended(): void {}

  #begin(): void {
    this.#unsubscribe();
    const license = this.#license;
    if (license) this.#unsubscribe = license.subscribe((state) => this.show(license, state));
  }
}
