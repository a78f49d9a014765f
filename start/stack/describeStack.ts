import type { StackEndpoints } from './endpoints.ts';

/** What the user needs to look around. */
export function describeStack({ product, labs }: StackEndpoints): string {
  const { username, password } = product.login;
  return [
    '',
    `  Console        ${product.url}`,
    `  API docs       ${product.apiDocsUrl}`,
    `  Temporal Web   ${product.temporalUiUrl}`,
    `  Login          ${username} / ${password}`,
    `  vSphere lab    ${labs.vsphere.url}`,
    `  Proxmox lab    ${labs.proxmox.url}   (more: ./drover lab info)`,
    '',
  ].join('\n');
}
