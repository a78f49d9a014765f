import { approvals } from './approvals.ts';
import { artifacts } from './artifacts.ts';
import { audit } from './audit.ts';
import { blocks } from './blocks.ts';
import { certificate } from './certificate.ts';
import { connections } from './connections.ts';
import { convergence } from './convergence.ts';
import { create } from './create.ts';
import { edit } from './edit.ts';
import { explain } from './explain.ts';
import { fix } from './fix.ts';
import { forecasts } from './forecasts.ts';
import { groups } from './groups.ts';
import { importVms } from './importVms.ts';
import { inventory } from './inventory.ts';
import { keys } from './keys.ts';
import { limits } from './limits.ts';
import { movers } from './movers.ts';
import { notAllowed } from './notAllowed.ts';
import { outcome } from './outcome.ts';
import { plans } from './plans.ts';
import { presets } from './presets.ts';
import { projects } from './projects.ts';
import { residue } from './residue.ts';
import { result } from './result.ts';
import { schedules } from './schedules.ts';
import { screen } from './screen.ts';
import { settings } from './settings.ts';

/** Texts of pages that are not loaded first: they come with the first of these pages. */
export const pages = {
  approvals,
  artifacts,
  audit,
  blocks,
  certificate,
  connections,
  convergence,
  create,
  edit,
  explain,
  fix,
  forecasts,
  groups,
  importVms,
  inventory,
  keys,
  limits,
  movers,
  notAllowed,
  outcome,
  plans,
  presets,
  projects,
  residue,
  result,
  schedules,
  screen,
  settings,
} as const;
