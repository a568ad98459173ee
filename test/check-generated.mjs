/**
 * Checks what follows from other files: that the migrations leave nothing for TypeORM to change, that
 * apps/api/openapi.json is the document of the controllers, and that the README lists every setting.
 * `--write` writes openapi.json. Needs a build.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeSettings,
  openDatabase,
  readSettings,
  setupDatabase,
  startEmbeddedPostgres,
} from '#libs/kana';
import { createApi } from '../dist/apps/api/src/create-api.js';
import { createOpenApiDocument } from '../dist/apps/api/src/http/openapi.js';

const openApiFile = 'apps/api/openapi.json';
const directory = mkdtempSync(join(tmpdir(), 'kana-check-'));
const postgres = await startEmbeddedPostgres({ directory, durable: false });
try {
  const settings = { ...readSettings({}), DATABASE_URL: postgres.url };
  await setupDatabase(settings);
  const faults = [...(await migrationDrift()), ...(await staleOpenApi(settings)), ...missingSettings()];
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  await postgres.stop('now');
  rmSync(directory, { recursive: true, force: true });
}

async function migrationDrift() {
  const database = await openDatabase(postgres.url, 2);
  const { upQueries } = await database.driver.createSchemaBuilder().log();
  await database.destroy();
  return upQueries.map(({ query }) => `Entities and migrations differ. Missing in migrations/: ${query}`);
}

async function staleOpenApi(settings) {
  const app = await createApi(settings, { logger: ['error'] });
  const text = `${JSON.stringify(createOpenApiDocument(app), null, 2)}\n`;
  await app.close();
  if (process.argv.includes('--write')) writeFileSync(openApiFile, text);
  const written = readFileSync(openApiFile, 'utf8');
  return written === text ? [] : [`${openApiFile} is stale: run npm run openapi.`];
}

function missingSettings() {
  const readme = readFileSync('README.md', 'utf8');
  return describeSettings()
    .filter(({ name, description }) => !readme.includes(`| \`${name}\``) || !readme.includes(description))
    .map(
      ({ name, default: value, description }) =>
        `README.md lacks the setting: | \`${name}\` | ${value ? `\`${value}\`` : ''} | ${description} |`,
    );
}
