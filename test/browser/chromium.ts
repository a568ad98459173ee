import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/**
 * The Chromium of @sparticuz/chromium, which needs nothing of the machine but a C library: its fonts and the shared
 * libraries that a bare Debian lacks come along. Its own `args` are not used: they turn the browser's security off.
 */
export async function launchChromium(): Promise<Browser> {
  const directory = unpacked();
  return chromium.launch({
    executablePath: join(directory, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(directory, 'al2023/lib'),
      FONTCONFIG_PATH: join(directory, 'fonts'),
      HOME: directory,
    },
  });
}

/** Unpacked once a machine, which takes 2 seconds. The rename makes it whole or not there at all. */
function unpacked(): string {
  const { version } = JSON.parse(readFileSync('node_modules/@sparticuz/chromium/package.json', 'utf8')) as {
    version: string;
  };
  const directory = join(tmpdir(), `kana-browser-${version}-${process.getuid?.() ?? 'user'}`);
  if (existsSync(directory)) return directory;
  const fresh = mkdtempSync(`${directory}-`);
  // The package unpacks into the temporary folder, its libraries only where it takes the machine for Amazon's.
  const script = 'import packed from "@sparticuz/chromium"; await packed.executablePath();';
  execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
  });
  // The package's own file names /tmp/fonts, where nothing is: a page without a font shows no text, or crashes.
  writeFileSync(
    join(fresh, 'fonts/fonts.conf'),
    `<fontconfig><dir>${directory}/fonts</dir><cachedir>${directory}/fonts-cache</cachedir></fontconfig>`,
  );
  try {
    renameSync(fresh, directory);
  } catch {
    // Another process was faster; what it unpacked is the same.
    rmSync(fresh, { recursive: true, force: true });
  }
  return directory;
}
