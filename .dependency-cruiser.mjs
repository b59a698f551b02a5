/** The arrows of docs/architecture.md: who may know whom. `npm run arrows` fails on a breach and names it. */
const may = {
  domain: [],
  formats: ['domain'],
  risk: ['domain'],
  contracts: ['domain'],
  platform: ['domain'],
  messaging: ['contracts', 'platform', 'domain'],
  persistence: ['contracts', 'platform', 'domain'],
  security: ['contracts', 'platform', 'domain'],
  engines: ['platform', 'domain'],
  testing: ['contracts', 'platform', 'domain', 'messaging', 'persistence', 'engines'],
};

const io = '^(node:)?(fs|fs/promises|net|http|https|http2|child_process|dns|tls|worker_threads|cluster|os)$';

/** What pure libraries may take from outside: parsers of text, nothing that touches the world. */
const pureMayUse = {
  domain: [],
  formats: ['saxes', 'xmlchars', 'csv-parse'],
  risk: ['@marcbachmann/cel-js', 'yaml', 'zod'],
};

export default {
  forbidden: [
    ...Object.entries(may).map(([lib, allowed]) => ({
      name: `layers-${lib}`,
      comment: `libs/${lib} may know only: ${allowed.join(', ') || 'nothing'}`,
      severity: 'error',
      from: { path: `^libs/${lib}/` },
      to: { path: '^(libs|apps|e2e|bench|chaos)/', pathNot: `^libs/(${[lib, ...allowed].join('|')})/` },
    })),
    ...Object.entries(pureMayUse).flatMap(([lib, packages]) => [
      {
        name: `pure-${lib}`,
        comment: `libs/${lib} is pure: no package but ${packages.join(', ') || 'none'}`,
        severity: 'error',
        from: { path: `^libs/${lib}/src`, pathNot: '\\.spec\\.ts$' },
        to: {
          dependencyTypesNot: ['local', 'type-only', 'core', 'localmodule', 'aliased-workspace'],
          pathNot: ['^libs/', ...packages.map((name) => `node_modules/${name}/`)],
        },
      },
      {
        name: `pure-no-io-${lib}`,
        comment: `libs/${lib} does no I/O`,
        severity: 'error',
        from: { path: `^libs/${lib}/src`, pathNot: '\\.spec\\.ts$' },
        to: { path: io },
      },
    ]),
    {
      name: 'no-app-to-app',
      comment: 'What another service needs travels as an event',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'nothing-imports-the-outside-in',
      comment: 'e2e, bench and chaos may import apps; nothing imports them',
      severity: 'error',
      from: { path: '^(libs|apps)/' },
      to: { path: '^(e2e|bench|chaos)/' },
    },
    {
      name: 'front-door-only',
      comment: 'A library is entered by its index.ts',
      severity: 'error',
      from: { path: '^(libs|apps|e2e|bench|chaos)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^$1/$2/'] },
    },
    {
      name: 'containers-by-one-door',
      comment: 'What speaks to Docker is there for the tests alone: in one folder',
      severity: 'error',
      from: { pathNot: '^libs/engines/src/containers/' },
      to: { path: 'node_modules/testcontainers/' },
    },
    {
      name: 'containers-load-late',
      comment:
        'An installation without development packages has no testcontainers: import() it where containers are asked for',
      severity: 'error',
      from: { pathNot: '^libs/engines/src/containers/' },
      to: { path: '^libs/engines/src/containers/', dynamic: false },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: '\\.entity\\.ts$' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@watchpost/source', 'import', 'node', 'default'],
    },
  },
};
