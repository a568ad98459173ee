import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from '#libs/kana';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** The addresses that the dashboard answers; it routes below them itself. No path of the API begins like one of these. */
const pages = ['/', '/sign-in', '/test', '/test/*', '/live', '/live/*'];

/** Serves the built dashboard: assets, which are named by their content, for ever; the page anew each time. */
export async function serveDashboard(app: NestFastifyApplication): Promise<void> {
  const directory = join(packageRoot(), 'dist/dashboard');
  const page = read(join(directory, 'index.html')).toString();
  const icon = read(join(directory, 'favicon.svg'));
  const fastify = app.getHttpAdapter().getInstance();
  for (const url of pages) {
    fastify.get(url, (_request, reply) => {
      const nonce = randomBytes(16).toString('base64');
      return reply
        .headers({ ...pageHeaders, 'content-security-policy': contentSecurityPolicy(nonce) })
        .type('text/html; charset=utf-8')
        .send(page.replaceAll('%NONCE%', nonce));
    });
  }
  fastify.get('/favicon.svg', (_request, reply) =>
    reply
      .headers({ 'cache-control': 'public, max-age=86400', 'x-content-type-options': 'nosniff' })
      .type('image/svg+xml')
      .send(icon),
  );
  await app.register(fastifyStatic, {
    root: join(directory, 'assets'),
    prefix: '/assets/',
    // Swagger's pages bring the decorations of replies.
    decorateReply: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    setHeaders: (reply) => void reply.header('x-content-type-options', 'nosniff'),
  });
}

const pageHeaders = {
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** Nothing from elsewhere; of what stands in the page itself, only what carries the nonce. */
const contentSecurityPolicy = (nonce: string): string =>
  [
    `default-src 'none'`,
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `connect-src 'self'`,
    `img-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new StartError(`The dashboard is not built: run npm run build. (${(error as Error).message})`);
  }
}

/** The same from the sources as from `dist`. */
function packageRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) directory = dirname(directory);
  return directory;
}
