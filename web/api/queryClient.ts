import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../../client/apiProblem.ts';
import { api } from './api.ts';
import { loseSession, recallSession } from './session.ts';

const onError = (error: Error): void => {
  if (!(error instanceof ApiProblem)) return;
  if (error.problem.code === 'auth.required') loseSession();
  // Another tab has logged in anew: the next attempt goes by that session.
  if (error.problem.code === 'auth.csrf') api.getConsoleState().then(recallSession, () => undefined);
};

/** A refusal stays one however often it is asked; only silence and server trouble are worth another try. */
function worthRetrying(failures: number, error: Error): boolean {
  const refused = error instanceof ApiProblem && error.problem.status < 500;
  return !refused && failures < 2;
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    // Events keep what is shown fresh; see app/live.
    queries: { staleTime: 30_000, retry: worthRetrying, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
