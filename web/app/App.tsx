import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router';
import { queryClient } from '../api/queryClient.ts';
import { KnownSession } from './KnownSession.tsx';
import { router } from './router.tsx';

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <KnownSession>
        <RouterProvider router={router} />
      </KnownSession>
    </QueryClientProvider>
  );
}
