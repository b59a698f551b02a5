import { Controller, Get, Header, Inject, Param, Query, UseFilters } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  COMPATIBILITY_LEVEL,
  createRegistryView,
  REGISTRY_CONTENT_TYPE,
  type RegistryView,
  type SchemaIds,
  type SubjectVersion,
} from '@watchpost/contracts';
import { SCHEMA_IDS } from '@watchpost/messaging';
import { RegistryError, registryErrors, RegistryErrorFilter } from './registry-error.ts';

/**
 * The read paths of a Confluent-compatible schema registry, from the catalogue, so that any Avro client reads the topics. Open to everybody who
 * reaches the service: schemas are no secret.
 */
@ApiTags('schema registry')
@UseFilters(RegistryErrorFilter)
@Controller()
export class RegistryController {
  readonly #view: RegistryView;

  constructor(@Inject(SCHEMA_IDS) ids: SchemaIds) {
    this.#view = createRegistryView(ids);
  }

  @Get('subjects')
  @Header('content-type', REGISTRY_CONTENT_TYPE)
  @ApiOperation({ summary: 'Subjects: one for the values of each topic' })
  subjects(@Query('subjectPrefix') prefix?: string): string {
    return JSON.stringify(this.#view.subjects(prefix));
  }

  @Get('subjects/:subject/versions')
  @Header('content-type', REGISTRY_CONTENT_TYPE)
  @ApiOperation({ summary: 'Versions of a subject' })
  versions(@Param('subject') subject: string): string {
    return JSON.stringify(this.#versions(subject));
  }

  @Get('subjects/:subject/versions/:version')
  @Header('content-type', REGISTRY_CONTENT_TYPE)
  @ApiOperation({ summary: 'One version of a subject, by number or `latest`' })
  version(@Param('subject') subject: string, @Param('version') version: string): string {
    return JSON.stringify(this.#version(subject, version));
  }

  @Get('subjects/:subject/versions/:version/schema')
  @Header('content-type', REGISTRY_CONTENT_TYPE)
  @ApiOperation({ summary: 'The schema of one version alone' })
  schemaOfVersion(@Param('subject') subject: string, @Param('version') version: string): string {
    return this.#version(subject, version).schema;
  }

  @Get('schemas/types')
  @Header('content-type', REGISTRY_CONTENT_TYPE)
  @ApiOperation({ summary: 'Kinds of schemas: AVRO' })
  types(): string {
    return JSON.stringify(['AVRO']);
  }

  @Get('schemas/ids/:id')
  @Header('content-type', REGISTRY_CONTENT_TYPE)
  @ApiOperation({ summary: 'A schema by the id that stands in a record' })
  schema(@Param('id') id: string): string {
    return JSON.stringify({ schema: this.#schema(id) });
  }

  @Get('schemas/ids/:id/schema')
  @Header('content-type', REGISTRY_CONTENT_TYPE)
  @ApiOperation({ summary: 'The same, the schema alone' })
  schemaAlone(@Param('id') id: string): string {
    return this.#schema(id);
  }

  @Get('schemas/ids/:id/versions')
  @Header('content-type', REGISTRY_CONTENT_TYPE)
  @ApiOperation({ summary: 'Subjects and versions that have this id' })
  versionsById(@Param('id') id: string): string {
    this.#schema(id);
    const versions = this.#view.versionsById(Number(id));
    return JSON.stringify(versions.map(({ subject, version }) => ({ subject, version })));
  }

  @Get('config')
  @Header('content-type', REGISTRY_CONTENT_TYPE)
  @ApiOperation({ summary: 'What every change of a schema is held to' })
  config(): string {
    return JSON.stringify({ compatibilityLevel: COMPATIBILITY_LEVEL });
  }

  @Get('config/:subject')
  @Header('content-type', REGISTRY_CONTENT_TYPE)
  @ApiOperation({ summary: 'The same for one subject' })
  configOf(@Param('subject') subject: string): string {
    this.#versions(subject);
    return this.config();
  }

  #versions(subject: string): readonly number[] {
    const versions = this.#view.versions(subject);
    if (versions) return versions;
    throw new RegistryError(registryErrors.subjectUnknown, `Subject '${subject}' not found.`);
  }

  #version(subject: string, text: string): SubjectVersion {
    this.#versions(subject);
    const version = text === 'latest' || text === '-1' ? 'latest' : Number(text);
    if (version !== 'latest' && !(Number.isInteger(version) && version > 0)) {
      throw new RegistryError(
        registryErrors.versionInvalid,
        `The specified version '${text}' is not a valid version id.`,
      );
    }
    const found = this.#view.version(subject, version);
    if (found) return found;
    throw new RegistryError(registryErrors.versionUnknown, `Version ${text} not found.`);
  }

  #schema(id: string): string {
    const schema = /^\d{1,10}$/.test(id) ? this.#view.schemaById(Number(id)) : undefined;
    if (schema !== undefined) return schema;
    throw new RegistryError(registryErrors.schemaUnknown, `Schema ${id} not found`);
  }
}
