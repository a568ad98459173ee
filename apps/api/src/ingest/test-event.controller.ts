import { randomUUID } from 'node:crypto';
import { EventWriter, judgeCall, type EnvironmentId } from '#libs/kana';
import { Post } from '@nestjs/common';
import { ApiCreatedResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';
import { Metrics } from '../http/metrics.js';

const sentSchema = z.object({ messageId: z.string() }).meta({ id: 'SentTestEvent' });

@ApiResource('api/events/test', 'Events')
export class TestEventController {
  constructor(
    private readonly events: EventWriter,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Sends one track call to this very server, to see an event go through: `Test Event` of the user `test-user`. It is
   * an event like any other, stored for ever, and makes that user.
   */
  @Post()
  @ApiCreatedResponse({ standardSchema: sentSchema })
  async send(@CurrentEnvironment() environment: EnvironmentId): Promise<z.infer<typeof sentSchema>> {
    const messageId = `test-${randomUUID()}`;
    const call = {
      messageId,
      userId: 'test-user',
      event: 'Test Event',
      properties: { sentFrom: 'dashboard', plan: 'pro', seats: 5 },
    };
    const verdict = judgeCall(call, { receivedAt: new Date(), type: 'track' });
    if (verdict.kind !== 'event') throw new Error('The test event is one that is taken.');
    await this.events.write(environment, [verdict.event], { dropped: 0, ignored: 0 });
    this.metrics.countCalls([{ status: 'accepted' }]);
    return { messageId };
  }
}
