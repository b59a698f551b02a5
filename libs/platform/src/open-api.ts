import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';

/** The service's OpenAPI 3.1 document, from its controllers and their zod schemas. */
export function openApiOf(app: NestFastifyApplication, title: string, description: string): OpenAPIObject {
  const document = new DocumentBuilder()
    .setTitle(title)
    .setDescription(description)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth()
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .build();
  return SwaggerModule.createDocument(app, document, {
    standardSchemaConverter: (schema, { schemaType }) => {
      const {
        $schema: _,
        $defs,
        ...rest
      } = z.toJSONSchema(schema as z.ZodType, {
        io: schemaType,
        target: 'draft-2020-12',
        unrepresentable: 'any',
      }) as unknown as Record<string, unknown> & { $defs?: Record<string, never> };
      return { schema: rest, components: $defs ?? {} };
    },
  } as Parameters<typeof SwaggerModule.createDocument>[2]);
}
