import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Progress } from '../engine.ts';
import { fetchedByMaven } from '../maven-distribution.ts';
import { kafkaResources } from '../workspace.ts';

export const KAFKA_VERSION = '4.3.1';

/**
 * The directory with the broker's jars; see {@link fetchedByMaven}.
 * @throws EngineError `tool-missing`, `download-failed`, `disk-full`, `locked`
 */
export function kafkaJars(progress: Progress): Promise<string> {
  return fetchedByMaven(
    {
      name: 'Kafka',
      version: KAFKA_VERSION,
      folder: 'kafka',
      pom: join(kafkaResources, 'pom.xml'),
      goal: 'dependency:copy-dependencies',
      needMib: 300,
      isWhole: (directory) => readdirSync(directory).some((file) => file.endsWith('.jar')),
    },
    progress,
  );
}
