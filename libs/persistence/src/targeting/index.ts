export * from './admission.repository.ts';
export { TargetingAlertEntity } from './alert.entity.ts';
export * from './alerts.repository.ts';
export { TargetingPortEntity } from './port.entity.ts';
export * from './ports.repository.ts';
export { ShipmentViewEntity, type ViewCall, type ViewContent } from './shipment-view.entity.ts';
export * from './unrouted.repository.ts';
