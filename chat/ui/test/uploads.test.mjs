import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api, ApiError } from '../assets/core/api.js';
import { Outbox } from '../assets/core/outbox.js';
import { Tray } from '../assets/core/tray.js';
import { Upload } from '../assets/core/upload.js';
import { FakeClock, FakeDepot, FakeLocks, deferred, settled } from './fakes.mjs';

const MIB = 1024 * 1024;
const file = (size, name = 'a.bin') => new File([new Uint8Array(size)], name);
const away = () => new ApiError('The server cannot be reached.');

/** What keeps files as the server does; cut loses a request after so many bytes of it. */
class FakeUploads {
  files = new Map();
  calls = [];
  cuts = [];
  async begin(name, size) {
    this.calls.push(`begin ${name}`);
    if (this.down) throw away();
    const id = `f${this.files.size + 1}`;
    this.files.set(id, { size, offset: 0 });
    return { id, offset: 0 };
  }
  async get(id) {
    this.calls.push(`get ${id}`);
    if (this.down) throw away();
    const { offset } = this.#known(id);
    return { id, offset };
  }
  async send(id, offset, bytes, { progress, signal }) {
    this.calls.push(`send ${id} ${offset}+${bytes.size}`);
    await this.gate;
    signal.throwIfAborted();
    if (this.down) throw away();
    const there = this.#known(id);
    assert.equal(offset, there.offset, 'the server would refuse that offset');
    const cut = this.cuts.shift();
    there.offset += cut ?? bytes.size;
    progress(cut ?? bytes.size);
    if (cut !== undefined) throw away();
    return there.offset;
  }
  async cancel(id) {
    this.calls.push(`cancel ${id}`);
    this.files.delete(id);
  }
  #known(id) {
    const found = this.files.get(id);
    if (!found) throw new ApiError('It is not there.', { status: 404, code: 'not_found' });
    return found;
  }
}

test('a file goes in parts, and tells how far it is', async () => {
  const api = new FakeUploads();
  const upload = new Upload(api, { name: 'a.bin', blob: file(9 * MIB) });
  const told = [];
  upload.on('change', () => told.push(`${upload.state} ${upload.sent / MIB}`));
  assert.equal(await upload.run(), 'f1');
  assert.deepEqual(api.calls, ['begin a.bin', `send f1 0+${8 * MIB}`, `send f1 ${8 * MIB}+${MIB}`]);
  assert.deepEqual([...new Set(told)], ['sending 0', 'sending 8', 'sending 9', 'done 9']);
});

test('what came before a cut is not sent again', async () => {
  const api = new FakeUploads();
  api.cuts = [3000];
  const upload = new Upload(api, { name: 'a.bin', blob: file(5000) });
  await upload.run();
  assert.deepEqual(api.calls, ['begin a.bin', 'send f1 0+5000', 'get f1', 'send f1 3000+2000']);
});

test('ErrUnreachable: it fails, and a retry goes on where it was', async () => {
  const api = new FakeUploads();
  api.cuts = [3000, 0];
  const upload = new Upload(api, { name: 'a.bin', blob: file(5000) });
  await assert.rejects(upload.run(), ApiError);
  assert.deepEqual([upload.state, upload.refused], ['failed', false]);
  api.calls = [];
  await upload.run();
  assert.deepEqual([upload.state, ...api.calls], ['done', 'get f1', 'send f1 3000+2000']);
});

test('ErrNotFound: what the server has forgotten is sent anew', async () => {
  const api = new FakeUploads();
  const upload = new Upload(api, { name: 'a.bin', blob: file(10), id: 'old' });
  await upload.run();
  assert.deepEqual([upload.id, ...api.calls], ['f1', 'get old', 'begin a.bin', 'send f1 0+10']);
});

test('two who wait for it have it sent once', async () => {
  const api = new FakeUploads();
  const upload = new Upload(api, { name: 'a.bin', blob: file(10) });
  await Promise.all([upload.run(), upload.run()]);
  await upload.run();
  assert.deepEqual(api.calls, ['begin a.bin', 'send f1 0+10']);
});

test('cancelled on its way, it leaves nothing behind', async () => {
  const api = new FakeUploads();
  const gate = deferred();
  api.gate = gate.promise;
  const upload = new Upload(api, { name: 'a.bin', blob: file(10) });
  const running = upload.run();
  await settled();
  upload.cancel();
  gate.resolve();
  await assert.rejects(running, { name: 'AbortError' });
  assert.deepEqual([api.files.size, upload.state, api.calls.at(-1)], [0, 'waiting', 'cancel f1']);
});

test('cancelled before the server has named it, it leaves nothing behind', async () => {
  const api = new FakeUploads();
  const upload = new Upload(api, { name: 'a.bin', blob: file(10) });
  const running = upload.run();
  upload.cancel();
  await assert.rejects(running, { name: 'AbortError' });
  assert.deepEqual([api.files.size, upload.id], [0, '']);
});

/** A tray of a hub with these limits. */
function tray(api = new FakeUploads()) {
  const hub = { meta: { limits: { fileSize: 1000, attachments: 2 } }, upload: (blob) => new Upload(api, { name: blob.name, blob }) };
  return { api, tray: new Tray(/** @type {any} */ (hub)) };
}

test('no more files than a message may have', async () => {
  const { tray: t } = tray();
  assert.equal(t.add([file(1, 'a'), file(1, 'b'), file(1, 'c')]), 1);
  assert.deepEqual(t.uploads.map(({ name }) => name), ['a', 'b']);
  assert.equal(t.add([file(1, 'd')]), 1);
});

for (const [name, size, code] of [['ErrTooLarge', 1001, 'too_large'], ['ErrEmpty', 0, 'emptyFile']]) {
  test(`${name}: it is refused here and stands in the way`, async () => {
    const { api, tray: t } = tray();
    t.add([file(size, 'a'), file(1, 'b')]);
    await settled();
    assert.deepEqual([t.load, t.uploads[0].error.code, api.calls[0]], ['stuck', code, 'begin b']);
    t.retry();
    t.renew();
    await settled();
    assert.equal(t.uploads[0].state, 'failed');
    t.remove(t.uploads[0]);
    assert.equal(t.load, 'ready');
    assert.equal(t.take().length, 1);
    assert.equal(t.load, 'none');
  });
}

test('what the network stopped goes on when it is back', async () => {
  const { api, tray: t } = tray();
  api.down = true;
  t.add([file(5)]);
  await settled();
  assert.deepEqual([t.uploads[0].state, t.load], ['failed', 'ready']);
  api.down = false;
  t.retry();
  await settled();
  assert.equal(t.uploads[0].state, 'done');
});

/** An outbox over a server that fails with the errors given first. */
function outbox(api, { errors = [], depot = new FakeDepot() } = {}) {
  const sent = [];
  const clock = new FakeClock();
  const send = async (_room, draft) => {
    sent.push(draft);
    if (errors.length > 0) throw errors.shift();
  };
  const box = new Outbox({ send, restore: (kept) => new Upload(api, kept), depot, lock: new FakeLocks().lock, clock });
  return { box, sent, clock, depot };
}

test('a message with files goes after them, with their IDs', async () => {
  const api = new FakeUploads();
  const { box, sent, depot } = outbox(api);
  await box.open('ann');
  box.add('r', { text: 'look', files: [new Upload(api, { name: 'a', blob: file(1) }), new Upload(api, { name: 'b', blob: file(1) })] });
  await settled();
  await settled();
  assert.deepEqual(sent.map(({ text, attachments, files }) => [text, attachments, files]), [['look', ['f1', 'f2'], undefined]]);
  assert.equal(depot.size, 0);
});

test('written without a network, over a reload, it is sent once when that is back', async () => {
  const api = new FakeUploads();
  api.down = true;
  const before = outbox(api);
  await before.box.open('ann');
  before.box.add('r', { text: '', files: [new Upload(api, { name: 'a.bin', blob: file(7) })] });
  await settled();
  assert.deepEqual(before.box.entries('r').map(({ state }) => state), ['waiting']);
  before.box.close();
  api.down = false;
  const { box, sent, depot } = outbox(api, { depot: before.depot });
  await box.open('ann');
  for (let i = 0; i < 4; i++) await settled();
  assert.deepEqual([sent.length, sent[0].attachments, api.files.get('f1').offset, depot.size], [1, ['f1'], 7, 0]);
});

test('what was on its way at a reload goes on where it was', async () => {
  const api = new FakeUploads();
  api.gate = new Promise(() => {});
  const before = outbox(api);
  await before.box.open('ann');
  before.box.add('r', { text: '', files: [new Upload(api, { name: 'a', blob: file(7) })] });
  await settled();
  api.gate = undefined;
  api.files.get('f1').offset = 3;
  api.calls = [];
  const { box, sent } = outbox(api, { depot: before.depot });
  await box.open('ann');
  for (let i = 0; i < 4; i++) await settled();
  assert.deepEqual([api.calls, sent[0].attachments], [['get f1', 'send f1 3+4'], ['f1']]);
});

test('a lost answer names the same files again, after a reload too', async () => {
  const api = new FakeUploads();
  const before = outbox(api, { errors: [away()] });
  await before.box.open('ann');
  before.box.add('r', { text: '', files: [new Upload(api, { name: 'a', blob: file(7) })] });
  await settled();
  await settled();
  before.box.close();
  // The message has it now: as an upload it is not known any more.
  api.files.clear();
  const { box, sent } = outbox(api, { depot: before.depot });
  await box.open('ann');
  await settled();
  await settled();
  assert.deepEqual([...before.sent, ...sent].map(({ attachments }) => attachments), [['f1'], ['f1']]);
});

test('ErrInvalid: files that waited too long are sent anew by a retry', async () => {
  const api = new FakeUploads();
  const { box, sent } = outbox(api, { errors: [new ApiError('unknown', { status: 422, code: 'validation' })] });
  await box.open('ann');
  const { clientId } = box.add('r', { text: '', files: [new Upload(api, { name: 'a', blob: file(7) })] });
  await settled();
  await settled();
  assert.equal(box.entries('r')[0].state, 'failed');
  box.retry(clientId);
  await settled();
  await settled();
  assert.deepEqual(sent.map(({ attachments }) => attachments), [['f1'], ['f2']]);
});

test('discarded while its file is on its way, it is not sent', async () => {
  const api = new FakeUploads();
  const gate = deferred();
  api.gate = gate.promise;
  const { box, sent, depot } = outbox(api);
  await box.open('ann');
  const { clientId } = box.add('r', { text: 'no', files: [new Upload(api, { name: 'a', blob: file(7) })] });
  await settled();
  box.discard(clientId);
  gate.resolve();
  await settled();
  await settled();
  assert.deepEqual([sent.length, depot.size, api.files.size, box.entries('r').length], [0, 0, 0, 0]);
});

test('requests for files go below the mount, and say what went wrong', async () => {
  const calls = [];
  const answers = [Response.json({ id: 'f', offset: 0 }), new Response(null, { status: 204, headers: { 'Upload-Offset': '3' } }), Response.json({ detail: 'too much', code: 'too_large' }, { status: 413 })];
  const api = new Api(new URL('https://a.example/chat/'), async (url, init) => {
    calls.push([init.method, String(url), init.headers['Upload-Offset'] ?? '']);
    return answers.shift();
  });
  const hooks = { progress: () => {}, signal: new AbortController().signal };
  assert.deepEqual(await api.uploads.begin('a', 3), { id: 'f', offset: 0 });
  assert.equal(await api.uploads.send('f', 0, new Blob(['abc']), hooks), 3);
  await assert.rejects(api.uploads.send('f', 0, new Blob(['abc']), hooks), { status: 413, code: 'too_large' });
  assert.deepEqual(calls, [['POST', 'https://a.example/chat/api/v1/uploads', ''], ['PATCH', 'https://a.example/chat/api/v1/uploads/f', '0'], ['PATCH', 'https://a.example/chat/api/v1/uploads/f', '0']]);
});
