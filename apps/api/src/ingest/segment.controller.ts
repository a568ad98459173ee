import { HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiIngestion, eitherReceipt, oneCallOrSeveral, receipt } from './api-ingestion.js';
import { IngestService } from './ingest.service.js';
import type { BatchReceipt, Receipt } from './receipts.js';

/** What Segment's Actions webhook puts into one request at most. */
const maxCalls = 4_000;

@ApiIngestion('segment')
export class SegmentController {
  constructor(private readonly ingest: IngestService) {}

  /** Events from Segment, by the Kana Destination, a webhook or a function: one, an array of them, or a batch. */
  @Post('events')
  @HttpCode(200)
  @ApiBody(oneCallOrSeveral)
  @ApiOkResponse(eitherReceipt)
  @ApiAcceptedResponse({ description: 'A single call that is not stored, such as page.', ...receipt })
  async receive(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt | BatchReceipt> {
    const answer = await this.ingest.receive(request, { maxCalls });
    // To Segment, 202 of a destination means: accepted, not processed.
    if ('status' in answer && answer.status === 'ignored') reply.status(202);
    return answer;
  }
}
