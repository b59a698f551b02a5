import { Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DATABASE, type Database, operationsStore } from '@watchpost/persistence';
import { BearerGuard, RequireScope } from '@watchpost/security';
import { type z } from 'zod';
import { cursorPosition, type Page, page } from '../paging/page.ts';
import { auditPage, auditQuery, type auditEntryView } from './audit.schema.ts';

@ApiTags('audit')
@ApiBearerAuth()
@RequireScope('operations')
@UseGuards(BearerGuard)
@Controller('v1/audit')
export class AuditController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Get()
  @ApiOperation({ summary: 'What operators did, newest first' })
  @ApiResponse({ status: 200, standardSchema: auditPage })
  async list(
    @Query({ schema: auditQuery }) query: z.output<typeof auditQuery>,
  ): Promise<Page<z.input<typeof auditEntryView>>> {
    const { cursor, limit, ...filter } = query;
    const entries = await operationsStore.listAudit(this.database, filter, cursorPosition(cursor), limit + 1);
    return page(
      entries,
      limit,
      ({ position }) => String(position),
      (entry) => ({ ...entry, at: new Date(entry.at).toISOString() }),
    );
  }
}
