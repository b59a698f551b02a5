export { PortAlertEntity } from './alert.entity.ts';
export * from './alerts.repository.ts';
export * from './idempotency.repository.ts';
export { InspectionEntity } from './inspection.entity.ts';
export { StepEntity } from './step.entity.ts';
export { WebhookEntity } from './webhook.entity.ts';
export * from './webhooks.repository.ts';
