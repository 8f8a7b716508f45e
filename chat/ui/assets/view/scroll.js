const NEAR = 48;
const FAR = 300;

/**
 * Keeps the reader's place in a scrolled list: at the bottom one stays there
 * whatever comes; elsewhere what one reads does not move.
 */
export class Place {
  #scroller;
  #list;
  #width = 0;
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
    this.#scroller = scroller;
    this.#list = list;
    scroller.addEventListener('scroll', () => {
      // A new width reflows the text and scrolls by itself; that is not the reader's doing.
      if (scroller.clientWidth !== this.#width && this.atBottom) return;
      this.atBottom = this.below < NEAR;
      moved();
    }, { passive: true });
    const resized = new ResizeObserver(() => {
      this.#width = scroller.clientWidth;
      if (this.atBottom) this.toBottom();
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

  /** @param {() => void} change of the rows */
  keep(change) {
    // The reader has scrolled, and the event that says so is still on its way.
    if (this.atBottom && this.below >= NEAR && this.#measure() === this.#sizes) this.atBottom = false;
    const anchor = this.atBottom ? null : this.#firstVisible();
    const before = anchor?.getBoundingClientRect().top ?? 0;
    change();
    if (this.atBottom) this.toBottom();
    else if (anchor?.isConnected) this.#scroller.scrollTop += anchor.getBoundingClientRect().top - before;
  }

  /** The first message in sight; day lines may come and go around it. */
  #firstVisible() {
    const top = this.#scroller.getBoundingClientRect().top;
    const rows = [...this.#list.children];
    return rows.find((row) => row.classList.contains('message') && row.getBoundingClientRect().bottom > top) ?? null;
  }
}
