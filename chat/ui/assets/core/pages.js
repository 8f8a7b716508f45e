/**
 * All pages of a list, up to a bound that no list should reach.
 * @template T
 * @param {(after: string) => Promise<{items: T[], after: string}>} page
 */
export async function pages(page) {
  const all = [];
  let after = '';
  do {
    const next = await page(after);
    all.push(...next.items);
    ({ after } = next);
  } while (after && all.length < 2000);
  return all;
}
