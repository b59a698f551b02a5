import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { REGISTRY_CONTENT_TYPE } from '@watchpost/contracts';
import { type FastifyReply } from 'fastify';

/** Codes that clients of Confluent-compatible registries know. */
export const registryErrors = {
  subjectUnknown: 40401,
  versionUnknown: 40402,
  schemaUnknown: 40403,
  versionInvalid: 42202,
} as const;

/** An answer of the registry's paths that is not a success; its status is the first three digits of its code. */
export class RegistryError extends HttpException {
  constructor(
    readonly code: (typeof registryErrors)[keyof typeof registryErrors],
    message: string,
  ) {
    super(message, Math.floor(code / 100));
  }
}

/** Registry clients want `error_code` and `message`, not problem details. */
@Catch(RegistryError)
export class RegistryErrorFilter implements ExceptionFilter<RegistryError> {
  catch(error: RegistryError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply
      .status(error.getStatus())
      .header('content-type', REGISTRY_CONTENT_TYPE)
      .send(JSON.stringify({ error_code: error.code, message: error.message }));
  }
}
