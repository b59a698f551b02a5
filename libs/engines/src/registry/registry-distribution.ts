import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Progress } from '../engine.ts';
import { fetchedByMaven } from '../maven-distribution.ts';
import { registryResources } from '../workspace.ts';

export const APICURIO_VERSION = '2.6.13.Final';

/**
 * The jar that starts Apicurio Registry, its libraries beside it; see {@link fetchedByMaven}.
 * @throws EngineError `tool-missing`, `download-failed`, `disk-full`, `locked`
 */
export async function apicurioJar(progress: Progress): Promise<string> {
  const runner = `apicurio-registry-app-${APICURIO_VERSION}-runner.jar`;
  const directory = await fetchedByMaven(
    {
      name: 'Apicurio Registry',
      version: APICURIO_VERSION,
      folder: 'apicurio-registry',
      pom: join(registryResources, 'pom.xml'),
      goal: 'dependency:unpack-dependencies',
      needMib: 600,
      isWhole: (unpacked) => existsSync(join(unpacked, runner)),
    },
    progress,
  );
  return join(directory, runner);
}
