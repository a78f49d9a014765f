import { askService } from './askService.ts';

export interface TestTemporal {
  /** `host:port` of the development server. Files that run one after another share it: use workflow ids of your own. */
  address: string;
  namespace: string;
}

/**
 * A Temporal development server with our namespace and search attributes. The product's task queues have fixed names, so
 * that files that run at the same time need one each: here each of the runner's places has its own.
 */
export function useTemporal(): Promise<TestTemporal> {
  return askService(`temporal/${process.env['VITEST_POOL_ID'] ?? '1'}`);
}

/** Another one, whose server suggests to continue as new after 120 events instead of thousands. */
export function useTemporalWithShortHistories(): Promise<TestTemporal> {
  return askService('temporal/short-histories');
}

/** The product's workflow code, bundled once per run: give it to `Worker.create({ workflowBundle })`. */
export function useWorkflowBundle(): Promise<{ codePath: string }> {
  return askService('workflow-bundle');
}
