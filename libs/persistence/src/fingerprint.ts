import { createHash } from 'node:crypto';
import { serviceSchemas } from './schemas.ts';

/** Twelve hexadecimal digits that change with any migration of any service: what a migrated database may be known by. */
export function migrationFingerprint(): string {
  const sum = createHash('sha256');
  for (const { migrations } of Object.values(serviceSchemas)) {
    for (const migration of migrations) sum.update(migration.name).update(migration.toString());
  }
  return sum.digest('hex').slice(0, 12);
}
