import { askService } from './askService.ts';

export interface TestTemporal {
  /** `host:port` of the development server. Use task queues and workflow ids of your own: all files share it. */
  address: string;
  namespace: string;
}

/** A Temporal development server with our namespace and search attributes. */
export function useTemporal(): Promise<TestTemporal> {
  return askService('temporal');
}

/** Another one, whose server suggests to continue as new after 120 events instead of thousands. */
export function useTemporalWithShortHistories(): Promise<TestTemporal> {
  return askService('temporal/short-histories');
}

/** The product's workflow code, bundled once per run: give it to `Worker.create({ workflowBundle })`. */
export function useWorkflowBundle(): Promise<{ codePath: string }> {
  return askService('workflow-bundle');
}
