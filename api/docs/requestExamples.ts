import type { z } from 'zod';
import type { RouteDefinition } from '../../contract/route.ts';
import type { Routes } from '../../contract/routes.ts';

type WithBody = { [K in keyof Routes as Routes[K] extends { body: z.ZodType } ? K : never]: Routes[K] };
type BodyOf<R extends RouteDefinition> = R['body'] extends z.ZodType ? z.input<R['body']> : never;

const fingerprint256 =
  '5B:0F:83:71:2E:AE:31:44:C9:07:12:6D:84:BF:0E:52:9A:33:F1:60:17:DD:0B:C8:45:62:7F:90:1A:E3:8C:D4';

const plan = {
  source: { connectionId: '5f0c6c1e-8a5e-4bb5-a5b8-0c6d3f1a9e21', vm: 'vm-101' },
  target: { connectionId: 'a3d7c2f4-1f6b-4c1e-9a57-2f0f9d0f1c88', node: 'pve1', storage: 'local-lvm' },
  networks: [{ network: 'VM Network', bridge: 'vmbr0', vlan: 20 }],
  cutover: { mode: 'at', at: '2027-03-06T21:00:00Z' },
} satisfies BodyOf<Routes['createMigration']>;

const timing = {
  timeZone: 'Europe/Vienna',
  calendar: { every: 'week', days: [1], at: '20:00' },
  cutover: { mode: 'window', window: { days: [6], from: '22:00', to: '02:00' } },
} satisfies BodyOf<Routes['previewSchedule']>;

const encrypted = {
  metadata: { encoding: 'YmluYXJ5L2VuY3J5cHRlZA==', 'encryption-key-id': 'MQ==' },
  data: 'bm9uY2UsIGNpcGhlcnRleHQsIHRhZw==',
};

/** A body for each operation that takes one, by operation id. */
export const requestExamples: { [K in keyof WithBody]: BodyOf<WithBody[K]> } = {
  login: { username: 'admin', password: 'what npm start printed' },
  loginConsole: { username: 'admin', password: 'what npm start printed' },
  createTokenPair: { username: 'ci', password: 'the password of that user' },
  refreshTokenPair: { refreshToken: 'drover_refresh_...' },
  setUp: { token: 'drover_setup_...', username: 'admin', password: 'a long one of your own' },
  changePassword: { current: 'what it is now', password: 'a long one of your own' },
  createUser: { kind: 'user', name: 'm.chen', role: 'operator', password: 'a long one for the first login' },
  updateUser: { disabled: true },
  createToken: { name: 'laptop', scopes: ['migrations:read'], expiresAt: '2027-03-06T21:00:00Z' },
  createServiceToken: {
    name: 'nightly report',
    scopes: ['migrations:read', 'inventory:read'],
    expiresAt: '2027-03-06T21:00:00Z',
  },
  loginDirectory: { username: 'alice', password: 'her password in the directory' },
  loginDirectoryConsole: { username: 'alice', password: 'her password in the directory' },
  finishProviderLogin: { query: '?code=…&state=…' },
  pollDeviceLogin: { handle: 'the handle that began the login' },
  checkDirectory: { username: 'alice' },
  createGroupRole: { realm: 'ldap', group: 'cn=migrators,ou=groups,dc=example,dc=org', role: 'operator' },
  updateGroupRole: { role: 'viewer' },
  createConnection: {
    name: 'vcenter-vienna',
    kind: 'vsphere',
    url: 'https://vcenter.example.org',
    fingerprint256,
    username: 'drover@vsphere.local',
    password: 'the password of that user',
  },
  updateConnection: { fingerprint256 },
  testConnectionChange: { username: 'drover@vsphere.local', password: 'the next password of that user' },
  createProject: { name: 'accounting', approveCutover: true },
  updateProject: { approveDeletion: true },
  setMember: { user: 'mara', role: 'operator' },
  approve: { comment: 'agreed with the owner of the ERP' },
  refuse: { comment: 'not before the end of the quarter' },
  createPreset: {
    name: 'vienna to pve1',
    sourceConnectionId: plan.source.connectionId,
    targetConnectionId: plan.target.connectionId,
    node: 'pve1',
    storage: 'local-lvm',
    networks: [{ network: 'VM Network', bridge: 'vmbr0', vlan: 20 }],
    datastores: [{ datastore: 'ssd-01', storage: 'nvme-thin' }],
  },
  updatePreset: { storage: 'nvme-thin' },
  createPlan: {
    name: 'accounting, first wave',
    presetId: '0d1f6d0a-93a0-4b43-9d0c-6d3f21a7b5e4',
    settings: { strategy: 'warm', cutover: { mode: 'manual' } },
    vms: [{ ref: 'vm-101' }, { ref: 'vm-102', overrides: { target: { vmid: 9102 } } }],
  },
  updatePlan: { vms: [{ ref: 'vm-101' }] },
  checkPlan: { vms: ['vm-101'] },
  startPlan: { vms: ['vm-101', 'vm-102'] },
  createSchedule: {
    name: 'accounting, copies on Monday',
    planId: '7e2a4c58-6d0b-4f0e-8f43-1b9a5c3d2e10',
    vms: ['vm-101', 'vm-102'],
    ...timing,
  },
  updateSchedule: { vms: null, catchUpMinutes: 120 },
  previewSchedule: timing,
  pauseSchedule: { note: 'change freeze until 7 January' },
  resumeSchedule: { note: 'the freeze is over' },
  preflight: plan,
  createMigration: plan,
  commandMigration: { at: '2027-03-06T21:00:00Z' },
  rotateKeys: { newPayloadKey: false },
  decodePayloads: { payloads: [encrypted] },
  encodePayloads: { payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'IndhcnQi' }] },
  updateSettings: { sessionHours: 8 },
  checkAudit: { known: { position: 4711, hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' } },
};
