/** Import directions: libs/rules ← libs/kana ← apps; inside libs/kana a folder knows only those before it. */
const layers = [
  'platform',
  'queue',
  'events',
  'users',
  'imports',
  'mapping',
  'usage',
  'inbox',
  'reapply',
  'preview',
  'rules-as-code',
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'rules-know-nothing-of-ours',
      severity: 'error',
      from: { path: '^libs/rules/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^libs/rules/', '^node_modules/zod/'] },
    },
    {
      name: 'kana-knows-no-app',
      severity: 'error',
      from: { path: '^libs/kana/' },
      to: { path: '^apps/' },
    },
    {
      name: 'libraries-have-one-door',
      comment: 'Import #libs/rules and #libs/kana, never a file inside them.',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/([^/]+)/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^$1/$2/'] },
    },
    {
      name: 'apps-do-not-know-each-other',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'dashboard-knows-only-the-rules',
      comment: 'It speaks to the server through the client that is generated from the OpenAPI file.',
      severity: 'error',
      from: { path: '^apps/dashboard/' },
      to: {
        path: '^(apps|libs|migrations|test|bench)/',
        pathNot: ['^apps/dashboard/', '^libs/rules/src/index\\.ts$'],
      },
    },
    {
      name: 'server-does-not-know-the-dashboard',
      comment: 'Only its built files are served.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^apps/dashboard/' },
      to: { path: ['^apps/dashboard/', '^node_modules/(react|react-dom|@mantine|@tanstack)/'] },
    },
    {
      name: 'migrations-are-frozen',
      comment: 'A migration imports nothing of ours: what it did must not change with the code.',
      severity: 'error',
      from: { path: '^migrations/', pathNot: '^migrations/index\\.ts$' },
      to: { path: '^(apps|libs|test)/' },
    },
    {
      name: 'pure-files-import-no-framework',
      comment:
        'In a folder of libs/kana, <name>.ts is pure; frameworks are for .entity, .repository, .service, .module.',
      severity: 'error',
      from: { path: '^libs/kana/src/[^/]+/[^/.]+\\.ts$', pathNot: '^libs/kana/src/platform/database\\.ts$' },
      to: { path: '^node_modules/(@nestjs|typeorm|bullmq)/', dependencyTypesNot: ['type-only'] },
    },
    ...layers.map((layer, index) => ({
      name: `${layer}-knows-only-what-is-before-it`,
      severity: 'error',
      from: { path: `^libs/kana/src/${layer}/` },
      to: { path: `^libs/kana/src/(${[...layers.slice(index + 1), '[^/]+\\.ts$'].join('|')})` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
