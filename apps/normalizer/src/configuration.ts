import { type Config, defineConfig, eventLogSettings, httpSettings } from '@watchpost/platform';

/** Settings of the normalizer, which keeps nothing. */
export const normalizerSettings = defineConfig({ ...httpSettings, ...eventLogSettings });

export type NormalizerConfig = Config<typeof normalizerSettings>;
