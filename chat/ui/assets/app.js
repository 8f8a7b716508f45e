import { mount } from './view/app.js';

/** The page is one directory up, whatever it is mounted under. */
mount(/** @type {HTMLElement} */ (document.getElementById('parley')), new URL('../', import.meta.url));
