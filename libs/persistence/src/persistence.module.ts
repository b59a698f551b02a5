import { type DynamicModule, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { HEALTH, type HealthChecks } from '@watchpost/platform';
import { createDatabase, type Database, type DatabaseSettings } from './database.ts';
import { DATABASE } from './tokens.ts';

/** Answers `/readyz` for the database, and ends the pool after everything that works with it has stopped. */
@Injectable()
export class DatabaseLifecycle implements OnApplicationShutdown {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(HEALTH) health: HealthChecks,
  ) {
    health.add({ kind: 'ready', name: 'database', check: () => database.ping().then(() => null) });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}

/**
 * The service's database under the token DATABASE, for every module of it. Given settings it connects, and refuses to start where migrations are
 * missing; given a database it takes that one over and closes it at the end.
 */
@Module({})
export class PersistenceModule {
  static forService(given: DatabaseSettings | Database): DynamicModule {
    const useFactory = (): Database | Promise<Database> => ('pool' in given ? given : createDatabase(given));
    return {
      module: PersistenceModule,
      global: true,
      providers: [{ provide: DATABASE, useFactory }, DatabaseLifecycle],
      exports: [DATABASE],
    };
  }
}
