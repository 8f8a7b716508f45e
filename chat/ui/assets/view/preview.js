import { h } from './dom.js';
import { icon } from './icon.js';

/** The sides of a preview in pixels: twice those in its style, for fine screens. */
const SIDE = 88;

/** Larger ones take too much memory only to be seen small. */
const LARGEST = 30_000_000;

/** A file of ours as a small picture, drawn so that no policy has to allow blob: addresses.
 * @param {Blob} blob */
export function preview(blob) {
  const element = h('span', { class: 'preview', 'aria-hidden': 'true' }, icon('file'));
  if (blob.type.startsWith('image/') && blob.size < LARGEST) void draw(blob, element);
  return element;
}

/** @param {Blob} blob @param {HTMLElement} element */
async function draw(blob, element) {
  // What claims to be a picture need not be one.
  const image = await createImageBitmap(blob).catch(() => null);
  if (!image) return;
  const canvas = h('canvas', { width: SIDE, height: SIDE });
  const side = Math.min(image.width, image.height);
  canvas.getContext('2d')?.drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, SIDE, SIDE);
  image.close();
  element.replaceChildren(canvas);
}
