const NEAR = 48;
const FAR = 300;

/**
 * Keeps the reader's place in a scrolled list: at the bottom one stays there
 * whatever comes; elsewhere what one reads does not move.
 */
export class Place {
  #ui;
  #scroller;
  #list;
  #width = 0;
  /** The messages in sight, the one that counts first, with where they were seen last.
   * @type {{row: HTMLElement, top: number}[]} */
  #seen = [];
  /** How far it was scrolled then. */
  #at = 0;
  /** Those at which it was scrolled to the bottom. */
  #sizes = '';
  atBottom = true;

  /**
   * @param {import('./ui.js').Ui} ui
   * @param {HTMLElement} scroller
   * @param {HTMLElement} list whose children are the rows
   * @param {() => void} moved
   */
  constructor(ui, scroller, list, moved) {
    this.#ui = ui;
    this.#scroller = scroller;
    this.#list = list;
    scroller.addEventListener('scroll', () => {
      // A new width reflows the text and scrolls by itself; that is not the reader's doing.
      if (scroller.clientWidth !== this.#width && this.atBottom) return;
      this.atBottom = this.below < NEAR;
      // Of our own scrolling we know, and what moved since then is still to be made up for.
      if (scroller.scrollTop !== this.#at) this.#look();
      moved();
    }, { passive: true });
    // A picture, a font or the banner above came late, or the window has another size.
    const resized = new ResizeObserver(() => {
      this.#width = scroller.clientWidth;
      if (this.atBottom || scroller.scrollTop === this.#at) this.#stay();
      moved();
    });
    resized.observe(scroller);
    resized.observe(list);
    ui.scope.add(() => resized.disconnect());
  }

  /** How much there is below what is in sight. */
  get below() {
    return this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight;
  }

  /** Whether it has a size yet: before that nothing is near. */
  get #shown() {
    return this.#scroller.clientHeight > 0;
  }

  get nearTop() {
    return this.#shown && this.#scroller.scrollTop < FAR;
  }

  get nearEnd() {
    return this.#shown && this.below < FAR;
  }

  toBottom() {
    this.atBottom = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#sizes = this.#measure();
  }

  #measure() {
    return `${this.#scroller.scrollHeight} ${this.#scroller.clientHeight}`;
  }

  /** Brings a row into sight, with some of what is before it. @param {HTMLElement} row */
  show(row) {
    this.atBottom = false;
    const top = row.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top;
    this.#scroller.scrollTop += top - this.#scroller.clientHeight / 4;
    this.atBottom = this.below < 2;
  }

  /** Whether some of a row is in sight. @param {HTMLElement} row */
  sees(row) {
    const { top, bottom } = this.#scroller.getBoundingClientRect();
    const box = row.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  }

  /** The first message that begins in sight, or else the one that fills it. */
  get reading() {
    return this.#seen[0]?.row ?? null;
  }

  /** @param {() => void} change of the rows @param {boolean} ends whether the last row is the newest: only there one stays at the bottom */
  keep(change, ends) {
    // The reader has scrolled, and the event that says so is still on its way.
    const left = this.atBottom && (!ends || (this.below >= NEAR && this.#measure() === this.#sizes));
    if (left) this.atBottom = false;
    // What else came or went since, such as the banner, has moved it as well.
    if (left || (!this.atBottom && this.#scroller.scrollTop !== this.#at)) this.#look();
    change();
    this.#stay();
  }

  #stay() {
    if (this.atBottom) return this.toBottom();
    const kept = this.#seen.find(({ row }) => row.isConnected);
    const moved = kept ? this.#topOf(kept.row) - kept.top : 0;
    // To set it ends the scrolling that is under way.
    if (Math.abs(moved) >= 1) this.#scroller.scrollTop += moved;
    this.#look();
  }

  /** Day lines may come and go around messages, and what stands half above may change. */
  #look() {
    const { top, bottom } = this.#scroller.getBoundingClientRect();
    const rows = /** @type {NodeListOf<HTMLElement>} */ (this.#list.querySelectorAll('.message'));
    let first = 0;
    for (let end = rows.length; first < end;) {
      const middle = (first + end) >> 1;
      if (rows[middle].getBoundingClientRect().bottom > top) end = middle;
      else first = middle + 1;
    }
    this.#seen = [];
    for (let i = first; i < rows.length && rows[i].getBoundingClientRect().top < bottom; i++) this.#seen.push({ row: rows[i], top: this.#topOf(rows[i]) });
    if (this.#seen.length > 1 && rows[first].getBoundingClientRect().top < top) this.#seen.push(...this.#seen.splice(0, 1));
    this.#at = this.#scroller.scrollTop;
  }

  /** In the element: with that, the page around it may move. @param {HTMLElement} row */
  #topOf(row) {
    return row.getBoundingClientRect().top - this.#ui.host.getBoundingClientRect().top;
  }
}
