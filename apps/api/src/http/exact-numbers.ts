import { storableJson } from '#libs/kana';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';

/** Answers with every digit of the numbers that `parseJson` kept, where JSON.stringify alone would lose them. */
@Injectable()
export class ExactNumbers implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<string> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((value) => {
        reply.type('application/json; charset=utf-8');
        return storableJson(value);
      }),
    );
  }
}
