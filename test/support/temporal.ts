import { askService } from './askService.ts';

export interface TestTemporal {
  /** `host:port` of the development server: no other file uses it at the same time, but others have before. */
  address: string;
  namespace: string;
}

/** Task queues have fixed names, so files that run side by side need servers of their own: one for each place at work. */
const place = process.env['VITEST_POOL_ID'];

/** A Temporal development server with our namespace and search attributes. */
export function useTemporal(): Promise<TestTemporal> {
  return askService(`temporal@${place}`);
}

/** Another one, whose server suggests to continue as new after 120 events instead of thousands. */
export function useTemporalWithShortHistories(): Promise<TestTemporal> {
  return askService(`temporal-with-short-histories@${place}`);
}

/** The product's workflow code, bundled once per run: give it to `Worker.create({ workflowBundle })`. */
export function useWorkflowBundle(): Promise<{ codePath: string }> {
  return askService('workflow-bundle');
}

/** The workflows of test/api/fakeWorkflows.ts, bundled once per run. */
export function useFakeWorkflowBundle(): Promise<{ codePath: string }> {
  return askService('fake-workflow-bundle');
}
