import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { RouteDefinition } from '../../contract/route.ts';
import type { Settings } from '../../contract/settings.ts';
import type { SettingsSource } from '../../ports/settings.ts';
import { ApiError } from '../http/apiError.ts';
import type { Redis } from './redis.ts';
import { SharedStore } from './sharedStore.ts';

const windowMs = 60_000;

export interface RequestBudgets {
  /**
   * Counts a request, and writes `RateLimit` and `RateLimit-Policy` into its answer (draft-ietf-httpapi-ratelimit-headers-08).
   * @param actor null: nobody is logged in, the address counts
   * @throws ApiError request.throttled
   */
  take(route: RouteDefinition, actor: { id: string } | null, exchange: Exchange): Promise<void>;
}

interface Exchange {
  request: Request;
  response: Response;
}

/** What one login, or one address without a login, may ask a minute: reads and commands apart. */
export function createRequestBudgets(settings: SettingsSource, redis: Redis | null): RequestBudgets {
  const reads = budget('reads', ({ readsPerMinute }) => readsPerMinute);
  const commands = budget('commands', ({ commandsPerMinute }) => commandsPerMinute);

  function budget(name: string, limitOf: (settings: Settings) => number | null): RequestHandler {
    return rateLimit({
      windowMs,
      identifier: name,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      skip: async () => limitOf(await settings.read()) === null,
      limit: async () => limitOf(await settings.read()) ?? Number.MAX_SAFE_INTEGER,
      keyGenerator: (_request, response) => String(response.locals['spender']),
      ...(redis === null ? {} : { store: new SharedStore(redis, name) }),
      handler: async (_request, response, next) => {
        const limit = limitOf(await settings.read());
        const after = response.get('retry-after') ?? '60';
        next(
          new ApiError(
            'request.throttled',
            `There were more than ${limit} ${name} within a minute; ${after} s to wait.`,
          ),
        );
      },
    });
  }

  return {
    take(route, actor, { request, response }) {
      // Probes come from one address for everybody.
      if (route.permission === 'public' && route.method === 'GET') return Promise.resolve();
      response.locals['spender'] = actor === null ? `address/${ipKeyGenerator(request.ip ?? '')}` : `user/${actor.id}`;
      const spend = route.method === 'GET' ? reads : commands;
      return new Promise((resolve, reject) => {
        spend(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
      });
    },
  };
}
