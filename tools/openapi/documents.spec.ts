import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntakeModule } from '../../apps/intake/src/intake.module.ts';
import { OperationsModule } from '../../apps/operations/src/operations.module.ts';
import { PortGatewayModule } from '../../apps/port-gateway/src/port-gateway.module.ts';
// @ts-expect-error plain JavaScript, so that it runs from the build as well
import { openApiDocuments } from './documents.mjs';
// @ts-expect-error plain JavaScript, so that it runs from the build as well
import { documentPath, services } from './services.mjs';

const root = join(import.meta.dirname, '../..');
const modules = { IntakeModule, PortGatewayModule, OperationsModule };
const described = (await openApiDocuments(() => Promise.resolve(modules))) as Record<string, Document>;
const kept = (service: string): Document =>
  JSON.parse(readFileSync(join(root, String(documentPath(service))), 'utf8')) as Document;

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly description: string };
  readonly paths: Readonly<Record<string, object>>;
}

describe.each(Object.keys(services as object))('The OpenAPI document of %s', (service) => {
  it('that is checked in is what its controllers and schemas say; npm run openapi writes it anew', () => {
    expect(kept(service)).toEqual(described[service]);
  });

  it('describes it as the service itself does where it serves it', () => {
    const main = readFileSync(join(root, 'apps', service, 'src/main.ts'), 'utf8');
    const { openapi, info } = kept(service);
    expect(openapi).toBe('3.1.0');
    expect(info.title).toBe(`Watchpost ${service}`);
    expect(main).toContain(`name: '${service}',\n    description: '${info.description}',`);
  });
});

it('Between them the documents have the doors of the partners, the ports and the operators', () => {
  const paths = Object.keys(services as object).flatMap((service) => Object.keys(kept(service).paths));
  expect(paths).toEqual(
    expect.arrayContaining([
      '/v1/manifests',
      '/v1/manifests/{manifestId}/lines',
      '/v1/alerts/{alert}/steps',
      '/v1/alerts/{alert}/inspections',
      '/v1/webhooks',
      '/v1/dead-letters/redrive',
      '/v1/flow',
      '/subjects',
    ]),
  );
});
