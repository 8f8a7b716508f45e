const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

/** How large a file is, in the unit that suits it. @param {import('./ui.js').Ui} ui @param {number} size in bytes */
export function bytes(ui, size) {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(size, 1)) / Math.log(1000)));
  const words = new Intl.NumberFormat(ui.texts.locale, { style: 'unit', unit: UNITS[step], unitDisplay: step === 0 ? 'long' : 'short', maximumFractionDigits: step > 1 ? 1 : 0 });
  return words.format(size / 1000 ** step);
}
