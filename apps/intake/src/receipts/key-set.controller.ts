import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type KeySet, ReceiptSigner } from '@watchpost/security';
import { RECEIPT_SIGNER } from '../tokens.ts';

/** The keys that verify what intake signs; open to everybody. */
@ApiTags('receipts')
@Controller('.well-known')
export class KeySetController {
  constructor(@Inject(RECEIPT_SIGNER) private readonly signer: ReceiptSigner) {}

  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=3600')
  @ApiOperation({ summary: 'Keys that verify receipts and acknowledgements (JWKS)' })
  @ApiResponse({ status: 200, description: 'JSON Web Key Set' })
  keys(): KeySet {
    return this.signer.keySet;
  }
}
