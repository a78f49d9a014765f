import { createClient } from '../../client/client.ts';
import { learnServerTime } from '../format/serverClock.ts';
import { currentCsrfToken } from './session.ts';

/** The API that served this page. */
export const api = createClient({
  baseUrl: '',
  csrfToken: currentCsrfToken,
  onAnswer: (headers) => learnServerTime(headers.get('date')),
});
