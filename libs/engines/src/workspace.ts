import { fileURLToPath } from 'node:url';

/** The root of the checkout; the same from `src` and from `dist`. */
export const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** The library's own resources: the broker's pom and its log settings. */
export const kafkaResources = fileURLToPath(new URL('../kafka/', import.meta.url));

/** What the registry is fetched by. */
export const registryResources = fileURLToPath(new URL('../registry/', import.meta.url));
