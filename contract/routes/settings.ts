import { z } from 'zod';
import { pageOf, pageQuery } from '../page.ts';
import { defineRoute } from '../route.ts';
import { settingChangeSchema, settingListSchema } from '../settingEntry.ts';
import { settingKeySchema, settingsChangeSchema, settingsSchema } from '../settings.ts';

export const settingsRoutes = {
  getSettings: defineRoute({
    method: 'GET',
    path: '/settings',
    tag: 'system',
    permission: 'self',
    summary: 'Settings of the instance',
    status: 200,
    response: settingsSchema,
    errors: [],
    versioned: true,
  }),
  updateSettings: defineRoute({
    method: 'PATCH',
    path: '/settings',
    tag: 'system',
    permission: 'settings:write',
    summary: 'Change some settings; no process needs a restart',
    body: settingsChangeSchema,
    status: 200,
    response: settingsSchema,
    errors: [],
    versioned: true,
    ifMatch: 'optional',
  }),
  listSettings: defineRoute({
    method: 'GET',
    path: '/settings/entries',
    tag: 'system',
    permission: 'settings:read',
    summary: 'Every setting with its explanation, unit, bounds, default and last change',
    status: 200,
    response: settingListSchema,
    errors: [],
    versioned: true,
  }),
  resetSetting: defineRoute({
    method: 'DELETE',
    path: '/settings/entries/{key}',
    tag: 'system',
    permission: 'settings:write',
    summary: 'Let a setting follow its default again',
    params: z.object({ key: settingKeySchema }),
    status: 200,
    response: settingsSchema,
    errors: [],
    versioned: true,
    ifMatch: 'optional',
  }),
  listSettingChanges: defineRoute({
    method: 'GET',
    path: '/settings/history',
    tag: 'system',
    permission: 'settings:read',
    summary: 'Who changed which setting, when, from what to what; newest first',
    query: z.object({ ...pageQuery, key: settingKeySchema.optional() }),
    status: 200,
    response: pageOf(settingChangeSchema),
    errors: [],
  }),
};
