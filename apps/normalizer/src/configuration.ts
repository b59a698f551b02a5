import { type Config, defineConfig, eventLogSettings, httpSettings } from '@watchpost/platform';
import { z } from 'zod';

/** Settings of the normalizer. */
export const normalizerSettings = defineConfig({
  ...httpSettings,
  ...eventLogSettings,
  WATCHPOST_MANIFEST_READERS: {
    describe:
      'Manifests of several chunks that are kept half-read in memory; one beyond them is read again from its first chunk when its next one comes.',
    schema: z.coerce.number().int().min(1).default(64),
  },
});

export type NormalizerConfig = Config<typeof normalizerSettings>;
