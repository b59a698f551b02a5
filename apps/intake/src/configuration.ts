import { type Config, databaseSettings, defineConfig, eventLogSettings, httpSettings } from '@watchpost/platform';
import { z } from 'zod';

const MIB = 1024 * 1024;
const whole = (least: number) => z.coerce.number().int().min(least);

/** Settings of intake. */
export const intakeSettings = defineConfig({
  ...httpSettings,
  ...databaseSettings,
  ...eventLogSettings,
  WATCHPOST_ISSUER: {
    describe: 'Who signs the receipts, as they say it: a name or URL of the exchange.',
    schema: z.string().default('watchpost'),
  },
  WATCHPOST_RECEIPT_KEY_FILE: {
    describe: 'Ed25519 private key (PKCS #8, PEM) that signs receipts; made there where the file does not exist.',
    schema: z.string().default('.watchpost/receipt-key.pem'),
  },
  WATCHPOST_RECEIPT_KEY_PEM: {
    describe: 'The same key as text, instead of the file.',
    schema: z.string().optional(),
    secret: true,
  },
  WATCHPOST_MANIFEST_MAX_BYTES: {
    describe: 'Largest manifest, in bytes, after content coding was removed.',
    schema: whole(1).default(256 * MIB),
  },
  WATCHPOST_MANIFEST_MAX_RATIO: {
    describe: 'How many times its coded size a manifest may have, once it is larger than 1 MiB.',
    schema: whole(1).default(100),
  },
  WATCHPOST_UPLOAD_TIMEOUT_MS: {
    describe: 'How long a manifest may take to arrive.',
    schema: whole(1_000).default(600_000),
  },
  WATCHPOST_BODY_MEMORY_BYTES: {
    describe: 'Bytes of manifests kept in memory until they are published, so that they are not read back.',
    schema: whole(0).default(64 * MIB),
  },
  WATCHPOST_REPUBLISH_AFTER_MS: {
    describe: 'A manifest not accounted for so long after its publication is published again; doubled with each time.',
    schema: whole(1_000).default(900_000),
  },
  WATCHPOST_LARGE_MANIFEST_BACKLOG: {
    describe:
      'Later chunks of large manifests wait while more lines than this are declared and not yet assessed, so that other manifests are not delayed.',
    schema: whole(1).default(2_000),
  },
  WATCHPOST_LINE_READS: {
    describe: 'Lines that may be read again at once (`GET /v1/manifests/{id}/lines/{ordinal}`), one for a partner.',
    schema: whole(1).default(2),
  },
  WATCHPOST_LINE_READ_MAX_BYTES: {
    describe: 'How far into a manifest a line is looked for to be read again, in bytes.',
    schema: whole(1).default(64 * MIB),
  },
  WATCHPOST_LINE_READ_TIMEOUT_MS: {
    describe: 'How long a line is looked for to be read again.',
    schema: whole(100).default(10_000),
  },
  WATCHPOST_SERVICE_KEY: {
    describe: 'The key by which operations reads the manifests kept here, to replay them; nobody may without it.',
    schema: z.string().min(24, { error: 'has to have at least 24 characters' }).optional(),
    secret: true,
  },
  WATCHPOST_RETENTION_DAYS: {
    describe: 'How long manifests, their bytes, outcomes and idempotency keys are kept.',
    schema: whole(1).default(90),
  },
  WATCHPOST_QUALITY_RETENTION_DAYS: {
    describe: 'How long it is kept how good what partners send was, by day.',
    schema: whole(1).default(400),
  },
});

export type IntakeConfig = Config<typeof intakeSettings>;
