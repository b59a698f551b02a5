import { type ServiceSchema } from '../service-schema.ts';
import { PortAlertEntity } from './alert.entity.ts';
import { InspectionEntity } from './inspection.entity.ts';
import { CreatePortGateway1795000000200 } from './migrations/1795000000200-create-port-gateway.ts';
import { NoteFirstIssue1795000000300 } from './migrations/1795000000300-note-first-issue.ts';
import { StepEntity } from './step.entity.ts';
import { WebhookEntity } from './webhook.entity.ts';

export const portGatewaySchema: ServiceSchema = {
  service: 'port-gateway',
  entities: [PortAlertEntity, StepEntity, InspectionEntity, WebhookEntity],
  migrations: [CreatePortGateway1795000000200, NoteFirstIssue1795000000300],
};
