import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BearerGuard, RequireScope } from '@watchpost/security';
import { type FastifyRequest } from 'fastify';
import { type z } from 'zod';
import { doingOf } from '../audit/doing.ts';
import { type IssuedKey, issuedKey, newPartnerKey } from '../keys/key.schema.ts';
import { cursorText, type Page, page, pageQuery } from '../paging/page.ts';
import {
  newPartner,
  partnerChange,
  partnerPage,
  partnerView,
  partnerWithKeys,
  viewOfPartner,
  viewWithKeys,
} from './partner.schema.ts';
import { PartnersService } from './partners.service.ts';

type View = z.input<typeof partnerView>;

@ApiTags('partners')
@ApiBearerAuth()
@RequireScope('operations')
@UseGuards(BearerGuard)
@Controller('v1/partners')
export class PartnersController {
  constructor(private readonly partners: PartnersService) {}

  @Get()
  @ApiOperation({ summary: 'Partners by name' })
  @ApiResponse({ status: 200, standardSchema: partnerPage })
  async list(@Query({ schema: pageQuery }) query: z.output<typeof pageQuery>): Promise<Page<View>> {
    const rows = await this.partners.list(cursorText(query.cursor), query.limit + 1);
    return page(rows, query.limit, ({ partner }) => partner, viewOfPartner);
  }

  @Post()
  @ApiOperation({ summary: 'Take on a partner' })
  @ApiResponse({ status: 201, standardSchema: partnerView })
  @ApiResponse({ status: 409, description: 'There is one of this name.' })
  async create(
    @Body({ schema: newPartner }) body: z.output<typeof newPartner>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return viewOfPartner(await this.partners.create(body, doingOf(request)));
  }

  @Get(':partner')
  @ApiOperation({ summary: 'A partner with its keys' })
  @ApiResponse({ status: 200, standardSchema: partnerWithKeys })
  async get(@Param('partner') name: string): Promise<z.input<typeof partnerWithKeys>> {
    const { partner, keys } = await this.partners.get(name);
    return viewWithKeys(partner, keys);
  }

  @Patch(':partner')
  @ApiOperation({ summary: 'Change settings; what is not given stays' })
  @ApiResponse({ status: 200, standardSchema: partnerView })
  async change(
    @Param('partner') name: string,
    @Body({ schema: partnerChange }) body: z.output<typeof partnerChange>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return viewOfPartner(await this.partners.change(name, body, doingOf(request)));
  }

  @Post(':partner/keys')
  @ApiOperation({ summary: 'Issue a key; it is shown this once' })
  @ApiResponse({ status: 201, standardSchema: issuedKey })
  issueKey(
    @Param('partner') name: string,
    @Body({ schema: newPartnerKey }) body: z.output<typeof newPartnerKey>,
    @Req() request: FastifyRequest,
  ): Promise<IssuedKey> {
    return this.partners.issueKey(name, body, doingOf(request));
  }

  @Delete(':partner/keys/:keyId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a key' })
  @ApiResponse({ status: 204, description: 'It no longer holds.' })
  revokeKey(
    @Param('partner') name: string,
    @Param('keyId') keyId: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.partners.revokeKey(name, keyId, doingOf(request));
  }
}
