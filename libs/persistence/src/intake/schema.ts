import { type ServiceSchema } from '../service-schema.ts';
import { ManifestEntity } from './manifest.entity.ts';
import { CreateIntake1795000000100 } from './migrations/1795000000100-create-intake.ts';
import { AddReadingSettings1795000001320 } from './migrations/1795000001320-add-reading-settings.ts';
import { CreateQuality1795000001340 } from './migrations/1795000001340-create-quality.ts';

export const intakeSchema: ServiceSchema = {
  service: 'intake',
  entities: [ManifestEntity],
  migrations: [CreateIntake1795000000100, AddReadingSettings1795000001320, CreateQuality1795000001340],
};
