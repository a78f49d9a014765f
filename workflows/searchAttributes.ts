import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { Migration } from '../contract/migration.ts';
import { searchAttributes } from './names.ts';

const state = defineSearchAttributeKey(searchAttributes.state, 'KEYWORD');
const stage = defineSearchAttributeKey(searchAttributes.stage, 'KEYWORD');
const connection = defineSearchAttributeKey(searchAttributes.connection, 'KEYWORD');
const needsAttention = defineSearchAttributeKey(searchAttributes.needsAttention, 'BOOL');

/** What operators filter runs by in Temporal Web. */
export function attributesOf(migration: Migration): SearchAttributePair[] {
  return [
    { key: state, value: migration.status },
    { key: stage, value: migration.stage },
    { key: connection, value: migration.plan.source.connectionId },
    { key: needsAttention, value: migration.status === 'parked' },
  ];
}
