import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

// The chat comes from the shop, which has it at /chat/: it is not built in.
const fromTheShop = (/** @type {string} */ id) => id.startsWith('/chat/');

export default defineConfig({
  base: '/app/',
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('parley-') } } })],
  build: {
    // An inline script would need leave of the policy.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: { external: fromTheShop },
  },
  server: { proxy: Object.fromEntries(['/api', '/chat', '/login', '/style.css'].map((path) => [path, { target: 'http://127.0.0.1:8080', ws: true }])) },
});
