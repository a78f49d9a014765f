import { useEffect } from 'react';
import type { Connection } from '../../../contract/connection.ts';
import { TestResult } from './TestResult.tsx';
import { useConnectionTest } from './useConnectionTest.ts';

/** Tests a new connection at once; only somebody who may add connections gets here. */
export function FirstTest({ connection }: { connection: Connection }) {
  const { test, trust } = useConnectionTest(connection.id);
  const { mutate } = test;
  useEffect(() => mutate(), [mutate]);
  return <TestResult connection={connection} test={test} trust={trust} mayWrite />;
}
