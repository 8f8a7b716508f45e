/** A connection over which nothing has gone for so long is dead. */
const STALLED = 60_000;

/**
 * Sends bytes and tells how many have left, which fetch cannot.
 * @type {import('../core/request.js').Sender}
 */
export function sendBytes(url, { method, headers, body, progress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer = 0;
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STALLED);
    };
    const stop = () => request.abort();
    signal.addEventListener('abort', stop);
    request.upload.onprogress = ({ loaded }) => {
      moved();
      progress(loaded);
    };
    request.onloadend = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      if (request.status === 0) reject(new TypeError('cut off'));
      else resolve(answer(request));
    };
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    moved();
    request.send(body);
    if (signal.aborted) stop();
  });
}

/** @param {XMLHttpRequest} request */
function answer(request) {
  const lines = request.getAllResponseHeaders().trim().split('\r\n').map((line) => line.split(': '));
  const headers = lines.filter(([name]) => name).map(([name, ...value]) => /** @type {[string, string]} */ ([name, value.join(': ')]));
  return new Response(request.status === 204 ? null : request.responseText, { status: request.status, headers });
}
