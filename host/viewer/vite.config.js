// One HTML file without any outside reference. The worker, with HDF5 inside, is bundled first, compressed, and put into
// the page as text; scripts and styles go inline, and a content security policy admits them by their hashes alone.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, defineConfig } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// The colours come from the program, which writes them before this runs.
const colors = () => JSON.parse(readFileSync(process.env.TINDERBOX_COLORS ?? here('colors.json'), 'utf8'));

async function bundledWorker() {
  const result = await build({
    configFile: false,
    root: here('.'),
    logLevel: 'warn',
    // A worker has no document to take its address from.
    plugins: [{ name: 'tinderbox-worker-url', resolveImportMeta: (key) => (key === 'url' ? 'self.location.href' : null) }],
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: here('src/worker/worker.ts'), formats: ['iife'], name: 'worker' },
    },
  });
  return gzipSync(result[0].output[0].code, { level: 9 }).toString('base64');
}

const virtualModules = () => ({
  name: 'tinderbox-virtual-modules',
  resolveId: (id) => (id.startsWith('virtual:') ? `\0${id}` : null),
  async load(id) {
    if (id === '\0virtual:colors') return `export default ${JSON.stringify(colors())}`;
    if (id === '\0virtual:worker') return `export default ${JSON.stringify(await bundledWorker())}`;
    return null;
  },
});

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const policy = (script, style) =>
  `default-src 'none'; script-src ${hash(script)} 'wasm-unsafe-eval'; style-src ${hash(style)}; worker-src blob:; ` +
  `connect-src 'self'; img-src data: blob:; base-uri 'none'; form-action 'none'`;

const inlined = () => ({
  name: 'tinderbox-inlined',
  enforce: 'post',
  generateBundle(_options, bundle) {
    const files = Object.values(bundle);
    // `</` would end the element that holds the text.
    const script = files.find((file) => file.type === 'chunk').code.replaceAll('</', '<\\/');
    const style = String(files.find((file) => file.fileName.endsWith('.css')).source);
    const page = files.find((file) => file.fileName === 'index.html');
    for (const file of files) if (file !== page) delete bundle[file.fileName];
    page.source = String(page.source)
      .replace(/\s*<script[^>]*src=[^>]*><\/script>/, '')
      .replace(/\s*<link[^>]*rel="stylesheet"[^>]*>/, '')
      .replace('<!-- policy -->',
        () => `<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}">`)
      .replace('<!-- style -->', () => `<style>${style}</style>`)
      .replace('<!-- script -->', () => `<script type="module">${script}</script>`);
    // What the program embeds.
    this.emitFile({ type: 'asset', fileName: 'index.html.gz', source: gzipSync(page.source, { level: 9 }) });
  },
});

export { virtualModules };
export default defineConfig({
  root: here('.'),
  plugins: [virtualModules(), inlined()],
  build: { target: 'es2022', modulePreload: false, chunkSizeWarningLimit: 8192, reportCompressedSize: false },
});
