import { useInfiniteQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { can } from '../../contract/can.ts';
import type { Permission } from '../../contract/permission.ts';
import { api } from '../api/api.ts';
import { paths } from '../api/paths.ts';
import { planList } from '../api/planQueries.ts';
import { leaveSession, useUser } from '../api/session.ts';
import { StatusBadge } from '../components/StatusBadge.tsx';
import { commandOrder } from '../features/migration/commandOrder.ts';
import { chooseLanguage } from '../i18n/i18n.ts';
import { languageNames, languages } from '../i18n/languages.ts';
import { chooseTheme, themeChoices } from '../theme/theme.ts';
import { commandsFor, type OfferedCommand } from './migrationCommands.ts';
import { useOpenMigrations } from './useOpenMigrations.ts';

interface PaletteProps {
  onClose(): void;
  /** It is confirmed after the palette has closed. */
  onCommand(command: Pick<OfferedCommand, 'id' | 'name'>): void;
}

/** Every page and command by keyboard. It is fetched when it is first opened. */
export function Palette({ onClose, onCommand }: PaletteProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const user = useUser();
  const [search, setSearch] = useState('');
  const { open, searching } = useOpenMigrations(useDeferredValue(search));
  const may = (permission: Permission) => user.permissions.includes(permission);
  const commanded = open.filter(({ projectId = '' }) => can(user, 'migrations:command', { projectId }));
  const commands = commandsFor(search, commanded, commandOrder);
  const { data: found, isLoading } = useInfiniteQuery(planList('', null));
  const plans = found?.pages.flatMap(({ items }) => items) ?? [];
  const run = (act: () => unknown) => () => {
    onClose();
    void act();
  };
  const pages: [name: string, to: string][] = [
    [t('nav.overview'), paths.overview],
    [t('nav.migrations'), paths.migrations],
    [t('nav.plans'), paths.plans],
    [t('presets.title'), paths.presets],
    [t('nav.schedules'), paths.schedules],
    [t('nav.inventory'), paths.inventory],
    [t('nav.connections'), paths.connections],
    [t('nav.movers'), paths.movers],
    [t('nav.artifacts'), paths.artifacts],
    [t('nav.approvals'), paths.approvals],
    [t('nav.projects'), paths.projects],
    ...(may('users:read') ? [[t('nav.access'), paths.access] as [string, string]] : []),
    ...(may('audit:read') ? [[t('nav.audit'), paths.audit] as [string, string]] : []),
    ...(may('settings:read') ? [[t('nav.settings'), paths.settings] as [string, string]] : []),
    ...(may('migrations:create')
      ? [[t('list.new'), paths.newMigration] as [string, string], [t('plans.new'), paths.newPlan] as [string, string]]
      : []),
  ];
  return (
    <Command.Dialog
      open
      label={t('palette.open')}
      onOpenChange={(open) => !open && onClose()}
      overlayClassName="fixed inset-0 z-40 bg-shade"
      contentClassName="fixed top-[12dvh] left-1/2 z-50 w-[min(36rem,calc(100vw-1.5rem))] -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-surface text-sm shadow-2xl outline-none"
    >
      <Command.Input
        value={search}
        onValueChange={setSearch}
        aria-label={t('palette.open')}
        placeholder={t('palette.placeholder')}
        className="h-12 w-full border-b border-line bg-transparent px-4 outline-none placeholder:text-muted"
      />
      <Command.List className="max-h-[min(26rem,60dvh)] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-6 text-center text-muted">
          <span role="status">{t(searching || isLoading ? 'palette.searching' : 'palette.nothing')}</span>
        </Command.Empty>
        <Group heading={t('palette.pages')}>
          {pages.map(([name, to]) => (
            <Item key={to} value={`${to} ${name}`} onSelect={run(() => navigate(to))}>
              {name}
            </Item>
          ))}
        </Group>
        {open.length > 0 && (
          <Group heading={t('palette.migrations')}>
            {open.map(({ id, vm, status }) => (
              <Item key={id} value={`${vm.name} ${vm.ref} ${id}`} onSelect={run(() => navigate(paths.migration(id)))}>
                <span className="min-w-0 flex-1 truncate">{vm.name}</span>
                <StatusBadge status={status} />
              </Item>
            ))}
          </Group>
        )}
        {plans.length > 0 && (
          <Group heading={t('nav.plans')}>
            {plans.map(({ id, name }) => (
              <Item key={id} value={`${name} ${id}`} onSelect={run(() => navigate(paths.plan(id)))}>
                <span className="min-w-0 flex-1 truncate">{name}</span>
              </Item>
            ))}
          </Group>
        )}
        {/* After the places, so that Enter behind a name goes there and changes nothing. */}
        {commands.length > 0 && (
          <Group heading={t('palette.migrationCommands')}>
            {commands.map(({ id, vm, status, name }) => (
              <Item
                key={`${id} ${name}`}
                value={`${t(`command.${name}`)} ${vm.name} ${id}`}
                keywords={[`${vm.name} ${t(`command.${name}`)}`, vm.ref]}
                onSelect={run(() => onCommand({ id, name }))}
              >
                <span className="min-w-0 flex-1 truncate">
                  {t(`command.${name}`)}: <span className="font-medium">{vm.name}</span>
                </span>
                <StatusBadge status={status} />
              </Item>
            ))}
          </Group>
        )}
        <Group heading={t('palette.commands')}>
          {themeChoices.map((choice) => (
            <Item key={choice} onSelect={run(() => chooseTheme(choice))}>
              {t('palette.theme', { choice: t(`theme.${choice}`) })}
            </Item>
          ))}
          {languages.map((language) => (
            <Item key={language} onSelect={run(() => chooseLanguage(language))}>
              {t('palette.language', { choice: languageNames[language] })}
            </Item>
          ))}
          <Item onSelect={run(() => api.logout().finally(leaveSession))}>{t('session.logout')}</Item>
        </Group>
      </Command.List>
    </Command.Dialog>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

interface ItemProps {
  /** What the search looks through, when the text alone would not do. */
  value?: string;
  /** Other words that it is found by. */
  keywords?: string[];
  onSelect(): void;
  children: ReactNode;
}

function Item(props: ItemProps) {
  return (
    <Command.Item
      className="flex cursor-pointer items-center gap-2 rounded-md px-2.5 py-2 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent-strong"
      {...props}
    />
  );
}
