import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BearerGuard, RequireScope } from '@watchpost/security';
import { type FastifyRequest } from 'fastify';
import { type z } from 'zod';
import { doingOf } from '../audit/doing.ts';
import { type IssuedKey, issuedKey, newPortKey } from '../keys/key.schema.ts';
import { cursorText, type Page, page, pageQuery } from '../paging/page.ts';
import { newPort, portChange, portPage, portView, portWithKeys, viewOfPort, viewWithKeys } from './port.schema.ts';
import { PortsService } from './ports.service.ts';

type View = z.input<typeof portView>;

@ApiTags('ports')
@ApiBearerAuth()
@RequireScope('operations')
@UseGuards(BearerGuard)
@Controller('v1/ports')
export class PortsController {
  constructor(private readonly ports: PortsService) {}

  @Get()
  @ApiOperation({ summary: 'Ports by name' })
  @ApiResponse({ status: 200, standardSchema: portPage })
  async list(@Query({ schema: pageQuery }) query: z.output<typeof pageQuery>): Promise<Page<View>> {
    const rows = await this.ports.list(cursorText(query.cursor), query.limit + 1);
    return page(rows, query.limit, ({ port }) => port, viewOfPort);
  }

  @Post()
  @ApiOperation({ summary: 'Set up a port' })
  @ApiResponse({ status: 201, standardSchema: portView })
  @ApiResponse({ status: 409, description: 'There is one of this name.' })
  async create(
    @Body({ schema: newPort }) body: z.output<typeof newPort>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return viewOfPort(await this.ports.create(body, doingOf(request)));
  }

  @Get(':port')
  @ApiOperation({ summary: 'A port with its keys' })
  @ApiResponse({ status: 200, standardSchema: portWithKeys })
  async get(@Param('port') name: string): Promise<z.input<typeof portWithKeys>> {
    const { port, keys } = await this.ports.get(name);
    return viewWithKeys(port, keys);
  }

  @Patch(':port')
  @ApiOperation({ summary: 'Change settings; what is not given stays' })
  @ApiResponse({ status: 200, standardSchema: portView })
  async change(
    @Param('port') name: string,
    @Body({ schema: portChange }) body: z.output<typeof portChange>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return viewOfPort(await this.ports.change(name, body, doingOf(request)));
  }

  @Post(':port/keys')
  @ApiOperation({ summary: 'Issue a key; it is shown this once' })
  @ApiResponse({ status: 201, standardSchema: issuedKey })
  issueKey(
    @Param('port') name: string,
    @Body({ schema: newPortKey }) body: z.output<typeof newPortKey>,
    @Req() request: FastifyRequest,
  ): Promise<IssuedKey> {
    return this.ports.issueKey(name, body, doingOf(request));
  }

  @Delete(':port/keys/:keyId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a key' })
  @ApiResponse({ status: 204, description: 'It no longer holds.' })
  revokeKey(@Param('port') name: string, @Param('keyId') keyId: string, @Req() request: FastifyRequest): Promise<void> {
    return this.ports.revokeKey(name, keyId, doingOf(request));
  }
}
