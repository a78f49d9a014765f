/** Where Temporal Web shows a run. */
export function workflowUrl(webUrl: string, namespace: string, workflowId: string): string {
  const base = webUrl.replace(/\/$/, '');
  return `${base}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
}
