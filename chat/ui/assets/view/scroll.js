const NEAR = 48;

/**
 * Keeps the reader's place in a scrolled list: at the bottom one stays there
 * whatever comes; elsewhere what one reads does not move.
 */
export class Place {
  #scroller;
  #list;
  #width = 0;
  atBottom = true;

  /**
   * @param {HTMLElement} scroller
   * @param {HTMLElement} list whose children are the rows
   * @param {() => void} moved
   */
  constructor(scroller, list, moved) {
    this.#scroller = scroller;
    this.#list = list;
    scroller.addEventListener('scroll', () => {
      // A new width reflows the text and scrolls by itself; that is not the reader's doing.
      if (scroller.clientWidth !== this.#width && this.atBottom) return;
      this.atBottom = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
      moved();
    }, { passive: true });
    const resized = new ResizeObserver(() => {
      this.#width = scroller.clientWidth;
      if (this.atBottom) this.toBottom();
    });
    resized.observe(scroller);
    resized.observe(list);
  }

  get nearTop() {
    return this.#scroller.scrollTop < 300;
  }

  toBottom() {
    this.atBottom = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  /** @param {() => void} change of the rows */
  keep(change) {
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
