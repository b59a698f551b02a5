import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DATABASE, type Database, operationsStore, withTransaction } from '@watchpost/persistence';
import { BearerGuard, RequireScope } from '@watchpost/security';
import { type FastifyRequest } from 'fastify';
import { type z } from 'zod';
import { doingOf } from '../audit/doing.ts';
import { cursorText, type Page, page, pageQuery } from '../paging/page.ts';
import { type IssuedKey, issuedKey, keyPage, newOperatorKey, type ownedKeyView, viewOfOwnedKey } from './key.schema.ts';
import { KeysService } from './keys.service.ts';

@ApiTags('keys')
@ApiBearerAuth()
@RequireScope('operations')
@UseGuards(BearerGuard)
@Controller('v1/keys')
export class KeysController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly keys: KeysService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Every key there is, without the keys themselves' })
  @ApiResponse({ status: 200, standardSchema: keyPage })
  async list(
    @Query({ schema: pageQuery }) query: z.output<typeof pageQuery>,
  ): Promise<Page<z.input<typeof ownedKeyView>>> {
    const rows = await operationsStore.listKeys(this.database, cursorText(query.cursor), query.limit + 1);
    return page(rows, query.limit, ({ keyId }) => keyId, viewOfOwnedKey);
  }

  @Post()
  @ApiOperation({ summary: 'Issue a key to an operator; it is shown this once' })
  @ApiResponse({ status: 201, standardSchema: issuedKey })
  async issue(
    @Body({ schema: newOperatorKey }) body: z.output<typeof newOperatorKey>,
    @Req() request: FastifyRequest,
  ): Promise<IssuedKey> {
    const owner = { ownerKind: 'operator' as const, owner: body.operator };
    return withTransaction(this.database, (tx) => this.keys.issue(tx, doingOf(request).principal, owner, body));
  }

  @Delete(':operator/:keyId')
  @HttpCode(204)
  @ApiOperation({ summary: "Revoke an operator's key" })
  @ApiResponse({ status: 204, description: 'It no longer holds.' })
  async revoke(
    @Param('operator') operator: string,
    @Param('keyId') keyId: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const owner = { ownerKind: 'operator' as const, owner: operator };
    await withTransaction(this.database, (tx) => this.keys.revoke(tx, doingOf(request).principal, owner, keyId));
  }
}
