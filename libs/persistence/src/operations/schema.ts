import { type ServiceSchema } from '../service-schema.ts';
import { AccessKeyEntity } from './access-key.entity.ts';
import { AuditEntryEntity } from './audit-entry.entity.ts';
import { DeadLetterEntity } from './dead-letter.entity.ts';
import { CreateOperations1795000000000 } from './migrations/1795000000000-create-operations.ts';
import { CreateReplays1795000000500 } from './migrations/1795000000500-create-replays.ts';
import { AddReplayFormat1795000000510 } from './migrations/1795000000510-add-replay-format.ts';
import { CloseDeadLetters1795000001300 } from './migrations/1795000001300-close-dead-letters.ts';
import { CreateRebuilds1795000001310 } from './migrations/1795000001310-create-rebuilds.ts';
import { AddPartnerMapping1795000001320 } from './migrations/1795000001320-add-partner-mapping.ts';
import { AddFindingCosts1795000001330 } from './migrations/1795000001330-add-finding-costs.ts';
import { CreateQuality1795000001340 } from './migrations/1795000001340-create-quality.ts';
import { CreateLinks1795000001600 } from './migrations/1795000001600-create-links.ts';
import { PartnerEntity } from './partner.entity.ts';
import { PortEntity } from './port.entity.ts';

export const operationsSchema: ServiceSchema = {
  service: 'operations',
  entities: [PartnerEntity, PortEntity, AccessKeyEntity, AuditEntryEntity, DeadLetterEntity],
  migrations: [
    CreateOperations1795000000000,
    CreateReplays1795000000500,
    AddReplayFormat1795000000510,
    CloseDeadLetters1795000001300,
    CreateRebuilds1795000001310,
    AddPartnerMapping1795000001320,
    AddFindingCosts1795000001330,
    CreateQuality1795000001340,
    CreateLinks1795000001600,
  ],
};
