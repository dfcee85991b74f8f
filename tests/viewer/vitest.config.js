// Runs in the folder in which the build bundles the page, beside its sources and packages.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { virtualModules } from '../vite.config.js';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [virtualModules()],
  resolve: { alias: { '@viewer': fileURLToPath(new URL('../src', import.meta.url)) } },
  test: { include: ['**/*.test.ts'], testTimeout: 60000, hookTimeout: 60000, fileParallelism: false, reporters: ['verbose'] },
});
