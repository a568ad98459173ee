import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  root: path('.'),
  resolve: { alias: { '#libs/rules': path('../../libs/rules/src/index.ts') } },
  // The api writes a nonce of its own into each answer in place of this.
  html: { cspNonce: '%NONCE%' },
  build: {
    outDir: path('../../dist/dashboard'),
    emptyOutDir: true,
    target: 'es2022',
    // An inlined asset would be a data: URL, which the content security policy refuses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    reportCompressedSize: false,
    rolldownOptions: {
      // Mantine marks each file with "use client", which means nothing here.
      onLog: (level, log, handle) => log.code === 'MODULE_LEVEL_DIRECTIVE' || handle(level, log),
    },
  },
  plugins: [precompress()],
  server: {
    proxy: Object.fromEntries(
      ['/api', '/v1', '/segment', '/docs', '/openapi.json', '/health'].map((prefix) => [
        prefix,
        process.env.KANA_URL ?? 'http://127.0.0.1:3000',
      ]),
    ),
  },
});

/** Writes a .br and a .gz beside each asset, which the api serves as they are. */
function precompress(): Plugin {
  const encodings = {
    '.br': (content: Buffer) =>
      promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    '.gz': (content: Buffer) => promisify(gzip)(content, { level: 9 }),
  };
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const assets = join(dir, 'assets');
      const compress = async (name: string): Promise<void> => {
        const content = await readFile(join(assets, name));
        for (const [ending, encode] of Object.entries(encodings)) {
          await writeFile(join(assets, name + ending), await encode(content));
        }
      };
      const names = (await readdir(assets)).filter((name) => /\.(js|css|svg)$/.test(name));
      await Promise.all(names.map(compress));
    },
  };
}
