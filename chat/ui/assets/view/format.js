const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The reader's own variant of the page's language: en-GB writes other dates than en-US. */
const locale = () => {
  const page = document.documentElement.lang || 'en';
  return navigator.languages.find((language) => language.split('-')[0] === page) ?? page;
};

/**
 * @param {Date} date
 * @param {Intl.DateTimeFormatOptions} options
 */
function format(date, options) {
  return Number.isNaN(date.getTime()) ? '' : new Intl.DateTimeFormat(locale(), options).format(date);
}

/** @param {Date} date */
export const timeOfDay = (date) => format(date, { hour: 'numeric', minute: '2-digit' });

/** @param {Date} date */
export const fullTime = (date) => format(date, { dateStyle: 'full', timeStyle: 'short' });

/**
 * How long ago, for what is fresh; else the time of day, since the list says the day.
 * A clock that runs slow must not talk about the future.
 * @param {Date} date
 * @param {number} [now]
 */
export function relative(date, now = Date.now()) {
  const age = now - date.getTime();
  if (Number.isNaN(age)) return '';
  if (age < MINUTE) return 'just now';
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: 'always' });
  if (age < HOUR) return words.format(-Math.floor(age / MINUTE), 'minute');
  if (age < 6 * HOUR) return words.format(-Math.floor(age / HOUR), 'hour');
  return timeOfDay(date);
}

/**
 * @param {Date} date
 * @param {Date} [today]
 */
export function dayName(date, today = new Date()) {
  const midnight = (/** @type {Date} */ day) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const days = Math.round((midnight(today) - midnight(date)) / DAY);
  if (days === 0 || days === -1) return 'Today';
  if (days === 1) return 'Yesterday';
  const year = date.getFullYear() === today.getFullYear() ? undefined : 'numeric';
  return format(date, { weekday: 'long', day: 'numeric', month: 'long', year });
}
