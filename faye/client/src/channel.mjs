export const HANDSHAKE = '/meta/handshake';
export const CONNECT = '/meta/connect';
export const SUBSCRIBE = '/meta/subscribe';
export const UNSUBSCRIBE = '/meta/unsubscribe';
export const DISCONNECT = '/meta/disconnect';

/**
 * Every subscription that a message of this channel belongs to. Which names are
 * good is the server's to say: some allow more than Bayeux does.
 * @param {string} name
 */
export function matching(name) {
  const segments = name.split('/').slice(1);
  const found = ['/**', name];
  if (segments.length > 0) found.push(`/${[...segments.slice(0, -1), '*'].join('/')}`);
  for (let i = 1; i < segments.length; i++) {
    found.push(`/${[...segments.slice(0, i), '**'].join('/')}`);
  }
  return [...new Set(found)];
}

/** @param {string} name */
export const isMeta = (name) => name.startsWith('/meta/');

/** @param {string} name */
export const isPattern = (name) => name.endsWith('*');

/** @param {unknown} name */
export const isName = (name) => typeof name === 'string' && name.startsWith('/') && name.length > 1;
