package main

import "fmt"

// holdsBack keeps the first answer to a request whose address has the part from the page, until
// what it returns is called; when that returns, the page has done what the answer led to.
func (w *window) holdsBack(part string) (comes func()) {
	w.t.Helper()
	eval[bool](w, fmt.Sprintf(`(() => {
		const { fetch } = window;
		window.held = new Promise((came) => {
			window.fetch = async (url, init) => {
				if (!String(url).includes(%s)) return fetch(url, init);
				window.fetch = fetch;
				const answer = await fetch(url, init);
				const body = await answer.json();
				await new Promise((come) => came({ come }));
				// Read at once: what follows is done before anything else has its turn.
				return Object.assign(new Response('', answer), { json: async () => body });
			};
		});
		return true;
	})()`, js(part)))
	return func() {
		w.t.Helper()
		eval[bool](w, `held.then(({ come }) => new Promise((done) => {
			come();
			setTimeout(() => done(true));
		}))`)
	}
}

// cutsOff fails the requests of a method until what it returns is called.
func (w *window) cutsOff(method string) (mends func()) {
	w.t.Helper()
	eval[bool](w, fmt.Sprintf(`(() => {
		const { fetch } = window;
		window.mend = () => { window.fetch = fetch; return true; };
		window.fetch = async (url, init) => {
			if (init?.method === %s) throw new TypeError('cut off');
			return fetch(url, init);
		};
		return true;
	})()`, js(method)))
	return func() {
		w.t.Helper()
		eval[bool](w, `mend()`)
	}
}
