import type { Data } from '../vim/values.ts';

export const apiVersion = '8.0.1.0';

export function aboutInfo(instanceUuid: string): Data {
  return {
    $type: 'AboutInfo',
    name: 'VMware vCenter Server',
    fullName: 'VMware vCenter Server 8.0.1 (Drover lab)',
    vendor: 'VMware, Inc.',
    version: '8.0.1',
    build: '0',
    osType: 'linux-x64',
    productLineId: 'vpx',
    apiType: 'VirtualCenter',
    apiVersion,
    instanceUuid,
    licenseProductName: 'VMware VirtualCenter Server',
    licenseProductVersion: '8.0',
  };
}

/** `GET /sdk/vimServiceVersions.xml`. */
export function serviceVersions(): string {
  const prior = ['8.0.0.1', '7.0.3.2', '7.0', '6.7.3', '6.7', '6.5', '6.0'];
  return `<?xml version="1.0" encoding="UTF-8" ?>
<namespaces version="1.0">
 <namespace>
  <name>urn:vim25</name>
  <version>${apiVersion}</version>
  <priorVersions>
${prior.map((version) => `   <version>${version}</version>`).join('\n')}
  </priorVersions>
 </namespace>
</namespaces>
`;
}
