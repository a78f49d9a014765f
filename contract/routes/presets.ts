import { z } from 'zod';
import { pageOf, pageQuery } from '../page.ts';
import { presetChangeSchema, presetCheckSchema, presetInputSchema, presetSchema } from '../preset.ts';
import { defineRoute } from '../route.ts';

const presetParams = z.object({ id: z.string().min(1).max(100) });
const asked = ['worker.unavailable', 'temporal.unavailable', 'platform.unreachable'] as const;

export const presetRoutes = {
  listPresets: defineRoute({
    method: 'GET',
    path: '/presets',
    tag: 'plans',
    permission: 'migrations:read',
    summary: 'Mapping presets, by name',
    query: z.object({
      ...pageQuery,
      sourceConnectionId: z.string().max(100).optional(),
      targetConnectionId: z.string().max(100).optional(),
      search: z.string().max(200).optional().meta({ description: 'Part of the name, in any case.' }),
    }),
    status: 200,
    response: pageOf(presetSchema),
    errors: [],
  }),
  createPreset: defineRoute({
    method: 'POST',
    path: '/presets',
    tag: 'plans',
    permission: 'migrations:create',
    summary: 'Keep a mapping from a source to a target, if both have what it names',
    body: presetInputSchema,
    status: 201,
    response: presetSchema,
    errors: ['request.not-found', 'request.conflict', 'mapping.refused', ...asked],
    idempotent: true,
    versioned: true,
  }),
  getPreset: defineRoute({
    method: 'GET',
    path: '/presets/{id}',
    tag: 'plans',
    permission: 'migrations:read',
    summary: 'One mapping preset',
    params: presetParams,
    status: 200,
    response: presetSchema,
    errors: ['request.not-found'],
    versioned: true,
  }),
  updatePreset: defineRoute({
    method: 'PATCH',
    path: '/presets/{id}',
    tag: 'plans',
    permission: 'migrations:create',
    summary: 'Change a mapping preset; plans that use it follow, migrations that have begun do not',
    params: presetParams,
    body: presetChangeSchema,
    status: 200,
    response: presetSchema,
    errors: ['request.not-found', 'request.conflict', 'mapping.refused', ...asked],
    versioned: true,
    ifMatch: 'required',
  }),
  deletePreset: defineRoute({
    method: 'DELETE',
    path: '/presets/{id}',
    tag: 'plans',
    permission: 'migrations:create',
    summary: 'Remove a mapping preset that no plan uses',
    params: presetParams,
    status: 204,
    response: null,
    errors: ['request.not-found', 'request.conflict'],
    ifMatch: 'optional',
  }),
  checkPreset: defineRoute({
    method: 'POST',
    path: '/presets/{id}/check',
    tag: 'plans',
    permission: 'migrations:read',
    safe: true,
    summary: 'Hold a mapping preset against what both sides have now; every bad row is named. Changes nothing',
    params: presetParams,
    status: 200,
    response: presetCheckSchema,
    errors: ['request.not-found', 'request.conflict', ...asked],
  }),
};
