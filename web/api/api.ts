import { createClient } from '../../client/client.ts';
import { currentToken } from './session.ts';

/** The API that served this page. */
export const api = createClient({ baseUrl: '', token: currentToken });
