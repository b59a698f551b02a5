import { type ServiceSchema } from '../service-schema.ts';
import { TargetingAlertEntity } from './alert.entity.ts';
import { CreateTargeting1795000000100 } from './migrations/1795000000100-create-targeting.ts';
import { AddUnits1795000001600 } from './migrations/1795000001600-add-units.ts';
import { TargetingPortEntity } from './port.entity.ts';
import { ShipmentViewEntity } from './shipment-view.entity.ts';

export const targetingSchema: ServiceSchema = {
  service: 'targeting',
  entities: [TargetingPortEntity, ShipmentViewEntity, TargetingAlertEntity],
  migrations: [CreateTargeting1795000000100, AddUnits1795000001600],
};
