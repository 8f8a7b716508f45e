/** The languages that there is a catalogue for. */
export const LANGUAGES = ['en', 'de'];

/** @typedef {Record<string, string|Record<string, string>>} Catalogue a text, or one for each plural form */

/** @type {Map<string, Promise<Catalogue>>} */
const catalogues = new Map();

/**
 * The words of a language; English where there are none in it.
 * @param {string} lang a language tag
 */
export async function loadTexts(lang) {
  const [short] = lang.toLowerCase().split('-');
  const known = LANGUAGES.includes(short) ? short : 'en';
  const loading = catalogues.get(known) ?? load(known);
  catalogues.set(known, loading);
  return new Texts(await loading, localeOf(known, lang));
}

/** @param {string} lang @returns {Promise<Catalogue>} */
async function load(lang) {
  try {
    const response = await fetch(new URL(`../text/${lang}.json`, import.meta.url), { credentials: 'same-origin' });
    return await response.json();
  } catch {
    catalogues.delete(lang);
    return {};
  }
}

/** The reader's own variant of a language: en-GB writes other dates than en-US.
 * @param {string} known @param {string} lang */
function localeOf(known, lang) {
  if (lang.includes('-') && lang.startsWith(known)) return lang;
  return navigator.languages.find((language) => language.split('-')[0] === known) ?? known;
}

/** Says things in one language. */
export class Texts {
  #catalogue;
  #plurals;
  #numbers;

  /** @param {Catalogue} catalogue @param {string} locale */
  constructor(catalogue, locale) {
    this.#catalogue = catalogue;
    this.locale = locale;
    this.#plurals = new Intl.PluralRules(locale);
    this.#numbers = new Intl.NumberFormat(locale);
  }

  /**
   * The text of that name, with {values} in it; count also chooses the plural form.
   * @param {string} key
   * @param {Record<string, string|number>} [values]
   */
  t(key, values = {}) {
    const entry = this.#catalogue[key] ?? key;
    const form = typeof entry === 'string' ? entry : entry[this.#plurals.select(Number(values.count))] ?? entry.other ?? key;
    return form.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name];
      return typeof value === 'number' ? this.#numbers.format(value) : value ?? whole;
    });
  }

  /** @param {number} value */
  number(value) {
    return this.#numbers.format(value);
  }

  /** What went wrong, in words. @param {any} error */
  error(error) {
    const key = `error.${error?.code}`;
    return key in this.#catalogue ? this.t(key) : String(error?.message ?? '');
  }
}
