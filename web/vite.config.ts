import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { routesWithoutSchemas } from './routesWithoutSchemas.ts';

// `vite` alone serves the console for its makers; the API it then talks to is named here.
const api = process.env['DROVER_API_URL'];

export default defineConfig(({ command, mode }) => {
  // Also when tests build it: they run what is shipped.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  return {
    // Tests are found from the checkout, pages from here.
    root: mode === 'test' ? undefined : import.meta.dirname,
    base: '/',
    plugins: [react(), tailwindcss(), routesWithoutSchemas()],
    build: { outDir: '../dist/web', emptyOutDir: true, target: 'es2023' },
    server: { proxy: api ? { '/api': { target: api, ws: true } } : undefined },
  };
});
