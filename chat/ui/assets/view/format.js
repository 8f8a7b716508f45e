const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Says times and lists in the words of one language. */
export class Format {
  #texts;
  /** To make one takes longer than all else about a message, or about a room. @type {Map<string, any>} */
  #made = new Map();

  /** @param {import('./texts.js').Texts} texts */
  constructor(texts) {
    this.#texts = texts;
  }

  /** @param {string[]} names @param {Intl.ListFormatStyle} [style] default long: with an "and" */
  list(names, style) {
    return this.#maker('ListFormat', { style }).format(names);
  }

  /** @param {Date} date */
  timeOfDay(date) {
    return this.#format(date, { hour: 'numeric', minute: '2-digit' });
  }

  /** @param {Date} date */
  fullTime(date) {
    return this.#format(date, { dateStyle: 'full', timeStyle: 'short' });
  }

  /** As short as can be for what is to come. @param {Date} date */
  moment(date) {
    return daysBetween(new Date(), date) === 0 ? this.timeOfDay(date) : this.#format(date, { dateStyle: 'medium', timeStyle: 'short' });
  }

  /**
   * How long ago, for what is fresh; else the time of day, since the list says the day.
   * A clock that runs slow must not talk about the future.
   * @param {Date} date
   * @param {number} [now]
   */
  relative(date, now = Date.now()) {
    const age = now - date.getTime();
    if (Number.isNaN(age)) return '';
    if (age < MINUTE) return this.#texts.t('now');
    if (age < HOUR) return this.#maker('RelativeTimeFormat', { numeric: 'always', style: 'short' }).format(-Math.floor(age / MINUTE), 'minute');
    return this.timeOfDay(date);
  }

  /**
   * As short as can be: the time today, else the day.
   * @param {Date} date
   * @param {Date} [today]
   */
  brief(date, today = new Date()) {
    const days = daysBetween(date, today);
    if (days <= 0) return this.timeOfDay(date);
    if (days === 1) return this.#texts.t('yesterday');
    if (days < 7) return this.#format(date, { weekday: 'short' });
    return this.#format(date, { day: 'numeric', month: 'short' });
  }

  /**
   * @param {Date} date
   * @param {Date} [today]
   */
  dayName(date, today = new Date()) {
    const days = daysBetween(date, today);
    if (days === 0 || days === -1) return this.#texts.t('today');
    if (days === 1) return this.#texts.t('yesterday');
    const year = date.getFullYear() === today.getFullYear() ? undefined : 'numeric';
    return this.#format(date, { weekday: 'long', day: 'numeric', month: 'long', year });
  }

  /**
   * @param {Date} date
   * @param {Intl.DateTimeFormatOptions} options
   */
  #format(date, options) {
    return Number.isNaN(date.getTime()) ? '' : this.#maker('DateTimeFormat', options).format(date);
  }

  /** @template {'ListFormat'|'RelativeTimeFormat'|'DateTimeFormat'} K @param {K} kind @param {object} options @returns {InstanceType<typeof Intl[K]>} */
  #maker(kind, options) {
    const key = kind + JSON.stringify(options);
    const made = this.#made.get(key) ?? new Intl[kind](this.#texts.locale, options);
    this.#made.set(key, made);
    return made;
  }
}

/** @param {Date} date @param {Date} today */
function daysBetween(date, today) {
  const midnight = (/** @type {Date} */ day) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  return Math.round((midnight(today) - midnight(date)) / DAY);
}
