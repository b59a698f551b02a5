import { type ContainerRuntimeClient, getContainerRuntimeClient, ImageName } from 'testcontainers';
import { EngineError } from '../engine-error.ts';
import { isOver, RUN_LABEL } from './test-run.ts';

/** An image, and the file below the repository that it is built from. */
export interface ImageWish {
  readonly name: string;
  readonly dockerfile: string;
}

/** The engine that runs containers, as this machine finds it. @throws EngineError `unreachable` where none answers */
export async function containerHost(): Promise<ContainerRuntimeClient> {
  try {
    return await getContainerRuntimeClient();
  } catch (error) {
    throw new EngineError(
      'unreachable',
      'No Docker engine answers, and WATCHPOST_TEST_ENGINES=containers needs one; start it (systemctl start docker), point DOCKER_HOST at it, or unset WATCHPOST_TEST_ENGINES.',
      { cause: error },
    );
  }
}

/** @throws EngineError `image-missing` with the command that builds the first one that is not there */
export async function requireImages(host: ContainerRuntimeClient, images: readonly ImageWish[]): Promise<void> {
  for (const { name, dockerfile } of images) {
    if (await host.image.exists(ImageName.fromString(name))) continue;
    throw new EngineError(
      'image-missing',
      `The Docker engine has no image ${name}; build it with: docker build --tag ${name} --file ${dockerfile} . (docs/running.md tells of machines that cannot pull images).`,
    );
  }
}

/** Removes containers of runs that are over, with their volumes. What somebody else removes meanwhile is gone just as well. */
export async function clearRunsThatAreOver(host: ContainerRuntimeClient): Promise<void> {
  await removeWhere(host, isOver);
}

/** Removes the containers of one run, running or not, with their volumes. */
export async function clearRun(host: ContainerRuntimeClient, label: string): Promise<void> {
  await removeWhere(host, (other) => other === label);
}

async function removeWhere(host: ContainerRuntimeClient, chosen: (label: string) => boolean): Promise<void> {
  const { dockerode } = host.container;
  const found = await dockerode.listContainers({ all: true, filters: { label: [RUN_LABEL] } });
  const doomed = found.filter(({ Labels }) => chosen(Labels[RUN_LABEL] ?? ''));
  await Promise.all(doomed.map(({ Id }) => dockerode.getContainer(Id).remove({ force: true, v: true }).catch(ifGone)));
}

/** 404: it is gone; 409: its removal is under way. */
function ifGone(error: unknown): void {
  const { statusCode } = error as { statusCode?: number };
  if (statusCode !== 404 && statusCode !== 409) throw error;
}
