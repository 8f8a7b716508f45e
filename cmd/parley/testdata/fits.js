// What does not fit of what can be seen, as sentences: an expression that browser_fits_test.go computes
// in the page. $$ also looks into shadow roots.
(() => {
	const found = [];
	const tell = (element, words) => found.push(`${nameOf(element)} ${words}`);
	const nameOf = (element) => {
		const words = (element.getAttribute('aria-label') ?? element.textContent).trim().replace(/\s+/g, ' ').slice(0, 40);
		return `<${element.localName}${element.classList.length > 0 ? `.${[...element.classList].join('.')}` : ''}> "${words}"`;
	};
	const parentOf = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host ?? null;
	const linesOf = function* (element) { for (let at = element; at; at = parentOf(at)) yield at; };
	const within = (element, ancestor) => [...linesOf(element)].includes(ancestor);
	const topOf = (x, y, root = document) => {
		const element = root.elementFromPoint(x, y);
		return element?.shadowRoot && element.shadowRoot !== root ? topOf(x, y, element.shadowRoot) ?? element : element;
	};
	const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest('.sr-only');

	// What lies over the rest on purpose. What is under it cannot be asked.
	const FLOATS = '.popup, dialog, .pane, .actions, .newer, .unread-bar, .toast, .loading, .drop';
	const modal = $$('dialog:modal').at(-1) ?? null;
	const layerOf = (element) => [...linesOf(element)].find((each) => each.matches(FLOATS)) ?? null;

	// What one can press is whole, or can be scrolled to, is not under something else, and large enough for a finger.
	const CONTROLS = 'button, a[href], input:not([type=file]), select, textarea, [role=option]';
	const controls = $$(CONTROLS).filter((each) => isSeen(each) && (!modal || within(each, modal)));
	for (const control of controls) {
		const target = control.closest('label') ?? control;
		const box = target.getBoundingClientRect();
		const inText = control.matches('.body a, .topic a, .name a');
		if (!inText && (box.width < 23.5 || box.height < 23.5)) tell(control, `is only ${Math.round(box.width)}x${Math.round(box.height)}`);
		const cut = cutOf(control, box);
		if (cut) { tell(control, cut); continue; }
		if (inText) continue;
		for (const [x, y] of [[0.5, 0.5], [0.25, 0.5], [0.75, 0.5], [0.5, 0.25], [0.5, 0.75]].map(([x, y]) => [box.left + box.width * x, box.top + box.height * y])) {
			if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight || !isOpen(control, x, y)) continue;
			const top = topOf(x, y);
			if (!top || within(top, target) || within(control, top)) continue;
			const over = layerOf(top);
			if (over && over !== layerOf(control)) continue;
			tell(control, `is covered by ${nameOf(top)}`);
			break;
		}
	}

	/** Whether the point is in what each scrolling box around the element shows. */
	function isOpen(element, x, y) {
		for (const around of [...linesOf(element)].slice(1)) {
			if (getComputedStyle(around).overflow === 'visible') continue;
			const { left, right, top, bottom } = around.getBoundingClientRect();
			if (x < left || x > right || y < top || y > bottom) return false;
		}
		return true;
	}

	/** How a box is cut off, without a way to scroll there. */
	function cutOf(element, box) {
		let { left, right, top, bottom } = box;
		for (const around of [...linesOf(element)].slice(1)) {
			const { overflowX, overflowY, position } = getComputedStyle(around);
			const edge = around.getBoundingClientRect();
			if (overflowX === 'visible' && overflowY === 'visible') continue;
			const [byX, byY] = [/auto|scroll/.test(overflowX), /auto|scroll/.test(overflowY)];
			if (!byX && (left < edge.left - 1 || right > edge.right + 1)) return `is cut off at a side by ${nameOf(around).split('>')[0]}>`;
			if (!byY && (top < edge.top - 1 || bottom > edge.bottom + 1)) return `is cut off above or below by ${nameOf(around).split('>')[0]}>`;
			if (byX || byY) ({ left, right, top, bottom } = edge);
			if (position === 'fixed' || around.matches(':popover-open, dialog:modal')) break;
		}
		if (left < -1 || right > innerWidth + 1) return 'is cut off at a side of the window';
		if (top < -1 || bottom > innerHeight + 1) return 'is cut off above or below the window';
		return '';
	}

	// Nothing scrolls sideways but code and files.
	if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
	for (const each of $$('*').filter((element) => element.scrollWidth > element.clientWidth + 1 && isSeen(element) && !element.matches('pre, .uploads, textarea, input'))) {
		if (/auto|scroll/.test(getComputedStyle(each).overflowX)) tell(each, 'scrolls sideways');
	}

	// A field grows with what is in it.
	for (const field of $$('textarea').filter(isSeen)) {
		if (field.scrollHeight > field.clientHeight + 1 && field.clientHeight < parseFloat(getComputedStyle(field).maxHeight) - 3) tell(field, 'hides a part of its text');
	}

	// What a field says of itself is whole.
	const pen = document.createElement('canvas').getContext('2d');
	for (const field of $$('input[placeholder]').filter((each) => isSeen(each) && each.value === '')) {
		const style = getComputedStyle(field);
		pen.font = style.font;
		const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
		if (pen.measureText(field.placeholder).width > room + 1) tell(field, `has no room for "${field.placeholder}"`);
	}

	// A text that does not fit ends in an ellipsis.
	for (const element of $$('*').filter((each) => [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()) && isSeen(each) && (!modal || within(each, modal)))) {
		const range = document.createRange();
		range.selectNodeContents(element);
		const box = range.getBoundingClientRect();
		for (const around of linesOf(element)) {
			const style = getComputedStyle(around);
			if (style.display === 'inline' || style.display === 'contents') continue;
			if (/auto|scroll/.test(style.overflow) || around.matches('textarea, input, select, option')) break;
			if (style.overflow === 'visible') continue;
			if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none' || around.matches('.sr-only, .avatar')) break;
			const edge = around.getBoundingClientRect();
			if (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 3 || box.bottom > edge.bottom + 3) {
				tell(element, `is cut by ${nameOf(around).split('>')[0]}>`);
				break;
			}
		}
	}
	return found;
})()
