/**
 * Checks what follows from other files: that the migrations leave nothing for TypeORM to change, that
 * apps/api/openapi.json is the document of the controllers and the types of the dashboard's client follow from it,
 * that the README lists every setting, and that the image runs Node with the flags of `npm start`. `--write` writes both
 * files. Needs a build.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import openApiTypes, { astToString } from 'openapi-typescript';
import {
  describeSettings,
  nodeFlags,
  openDatabase,
  readSettings,
  setupDatabase,
  startEmbeddedPostgres,
} from '#libs/kana';
import { createApi } from '../dist/apps/api/src/create-api.js';
import { createOpenApiDocument } from '../dist/apps/api/src/http/openapi.js';

const openApiFile = 'apps/api/openapi.json';
const clientTypesFile = 'apps/dashboard/src/api/schema.d.ts';
const writes = process.argv.includes('--write');
const directory = mkdtempSync(join(tmpdir(), 'kana-check-'));
const postgres = await startEmbeddedPostgres({ directory, durable: false });
try {
  const settings = { ...readSettings({}), DATABASE_URL: postgres.url };
  await setupDatabase(settings);
  const faults = [
    ...(await migrationDrift()),
    ...(await staleDocuments(settings)),
    ...missingSettings(),
    ...missingNodeFlags(),
  ];
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

async function staleDocuments(settings) {
  const app = await createApi(settings, { logger: ['error'] });
  const document = createOpenApiDocument(app);
  await app.close();
  const stale = [
    isStale(openApiFile, `${JSON.stringify(document, null, 2)}\n`),
    isStale(clientTypesFile, await clientTypes(document)),
  ];
  return stale.filter((file) => file !== null).map((file) => `${file} is stale: run npm run openapi.`);
}

/** The dashboard calls /api alone. */
async function clientTypes({ paths, ...document }) {
  const own = Object.entries(paths).filter(([path]) => path.startsWith('/api/'));
  const types = await openApiTypes(
    { ...document, paths: Object.fromEntries(own) },
    // A field of a request that has a default may be left out.
    { defaultNonNullable: false },
  );
  return `// Written by npm run openapi.\n\n${astToString(types)}`;
}

function isStale(file, text) {
  if (writes) writeFileSync(file, text);
  return existsSync(file) && readFileSync(file, 'utf8') === text ? null : file;
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

function missingNodeFlags() {
  const line = `ENTRYPOINT [${['node', ...nodeFlags].map((word) => JSON.stringify(word)).join(', ')}]`;
  return readFileSync('Dockerfile', 'utf8').includes(`\n${line}\n`) ? [] : [`Dockerfile lacks: ${line}`];
}
