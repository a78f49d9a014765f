import type { TestProject } from 'vitest/node';
import { startTestServices, type TestServices } from './testServices.ts';

/** One set of services per run, although each vitest project sets itself up. */
const shared = globalThis as typeof globalThis & {
  droverTestServices?: { users: number; services: Promise<TestServices> };
};

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.droverTestServices ??= { users: 0, services: startTestServices() };
  const { droverTestServices } = shared;
  droverTestServices.users += 1;
  const services = await droverTestServices.services;
  project.provide('testServices', services.socket);
  return async () => {
    droverTestServices.users -= 1;
    if (droverTestServices.users > 0) return;
    delete shared.droverTestServices;
    await services.stop();
  };
}
