import { createClient } from '../../client/client.ts';
import { currentCsrfToken } from './session.ts';

/** The API that served this page. */
export const api = createClient({ baseUrl: '', csrfToken: currentCsrfToken });
