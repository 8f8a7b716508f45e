'use strict';
// The npm client "tus-js-client", which sends files and goes on after a cut.

const { settings, obey } = require('./wire.cjs');
const tus = require('tus-js-client');

const headers = { Cookie: settings.cookie };

// Bytes of which no stretch looks like another for long.
const bytes = (size) => Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) % 251);

// send sends a file, or pauses when the server has taken pause bytes of it. It tells where
// the file is, and what was asked and answered on the way.
function send(endpoint, { size, chunk, along, pause, from }) {
  return new Promise((resolve, reject) => {
    const asked = [];
    const told = () => ({ url: upload.url, asked });
    const upload = new tus.Upload(Buffer.from(bytes(size)), {
      endpoint,
      headers,
      uploadUrl: from ?? null,
      metadata: { filename: 'naïve name.bin', filetype: 'application/octet-stream' },
      chunkSize: chunk || Infinity,
      uploadDataDuringCreation: Boolean(along),
      retryDelays: [0, 100, 300, 1000, 3000],
      storeFingerprintForResuming: false,
      onAfterResponse(req, res) {
        asked.push({ method: req.getMethod(), from: req.getHeader('Upload-Offset') ?? '', status: res.getStatus(), offset: res.getHeader('Upload-Offset') ?? '' });
      },
      onChunkComplete(_size, taken) {
        if (pause && taken >= pause) upload.abort().then(() => resolve(told()), reject);
      },
      onSuccess: () => resolve(told()),
      onError: reject,
    });
    upload.start();
  });
}

obey({
  send,
  drop: async (url) => { await tus.Upload.terminate(url, { headers, retryDelays: null }); },
});
