import js from '@eslint/js';
import ts from 'typescript-eslint';

/** Time and chance come in as arguments; only adapters, programs and tests read them from the machine. */
const pure = {
  files: ['libs/domain/src/**/*.ts', 'libs/formats/src/**/*.ts', 'libs/risk/src/**/*.ts'],
  ignores: ['**/*.spec.ts', 'libs/domain/src/clock.ts'],
  rules: {
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: 'Pure code takes the time as an argument.' },
      { object: 'Math', property: 'random', message: 'Pure code takes chance as an argument.' },
    ],
    'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'fetch', 'process'],
  },
};

export default ts.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.watchpost/**', 'libs/contracts/src/generated/**'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...ts.configs.stylistic,
  {
    languageOptions: { globals: { process: 'readonly', console: 'readonly', Buffer: 'readonly', URL: 'readonly' } },
    rules: {
      eqeqeq: ['error', 'always'],
      'max-depth': ['error', 3],
      complexity: ['error', 16],
      'max-lines': ['warn', { max: 420, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/prefer-literal-enum-member': 'off',
    },
  },
  {
    // Nest reads parameter types at run time: a class that is injected must be imported as a value.
    files: ['apps/**/*.ts', 'libs/{platform,security,messaging,persistence,testing}/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
      },
    },
    rules: { 'no-undef': 'error' },
  },
  {
    files: ['**/*.ts'],
    rules: { 'no-undef': 'off' },
  },
  {
    files: ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
    ignores: ['**/*.spec.ts', 'apps/cli/**', 'apps/simulator/**'],
    rules: { 'no-console': 'error' },
  },
  { files: ['**/*.spec.ts', '**/test/**/*.ts'], rules: { complexity: 'off', 'max-lines': 'off' } },
  pure,
);
