import { useQuery } from '@tanstack/react-query';
import {
  ArrowRightLeft,
  BookOpen,
  Boxes,
  Cable,
  CalendarClock,
  ClipboardList,
  FolderKanban,
  Forklift,
  LayoutDashboard,
  PackageOpen,
  ScrollText,
  SlidersHorizontal,
  Stamp,
  Users,
  Waypoints,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { paths } from '../api/paths.ts';
import { useUser } from '../api/session.ts';
import { apiVersion } from '../api/systemQueries.ts';
import { cx } from '../components/cx.ts';
import { ProjectSwitch } from '../project/ProjectSwitch.tsx';

const pages = [
  { to: paths.overview, Icon: LayoutDashboard, name: 'overview' },
  { to: paths.migrations, Icon: ArrowRightLeft, name: 'migrations' },
  { to: paths.plans, Icon: ClipboardList, name: 'plans' },
  { to: paths.schedules, Icon: CalendarClock, name: 'schedules' },
  { to: paths.approvals, Icon: Stamp, name: 'approvals' },
  { to: paths.inventory, Icon: Boxes, name: 'inventory' },
  { to: paths.connections, Icon: Cable, name: 'connections' },
  { to: paths.movers, Icon: Forklift, name: 'movers' },
  { to: paths.artifacts, Icon: PackageOpen, name: 'artifacts' },
  { to: paths.projects, Icon: FolderKanban, name: 'projects' },
  { to: paths.access, Icon: Users, name: 'access', permission: 'users:read' },
  { to: paths.audit, Icon: ScrollText, name: 'audit', permission: 'audit:read' },
  { to: paths.settings, Icon: SlidersHorizontal, name: 'settings', permission: 'settings:read' },
] as const;

const row = 'flex h-9 items-center gap-2.5 rounded-md px-2.5 text-sm font-medium';

/** Pages of the console, and below them what is served beside it. */
export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation();
  const { data: version } = useQuery(apiVersion);
  const { permissions } = useUser();
  const shown = pages.filter((page) => !('permission' in page) || permissions.includes(page.permission));
  const outside = cx(row, 'text-muted hover:bg-sunken hover:text-ink');
  return (
    <nav aria-label={t('app.menu')} className="flex flex-1 flex-col gap-0.5">
      <ProjectSwitch />
      {shown.map(({ to, Icon, name }) => (
        <NavLink
          key={to}
          to={to}
          end={to === paths.overview}
          onClick={onNavigate}
          className={({ isActive }) =>
            cx(row, isActive ? 'bg-accent-soft text-accent-strong' : 'text-muted hover:bg-sunken hover:text-ink')
          }
        >
          <Icon aria-hidden className="size-4" />
          {t(`nav.${name}`)}
        </NavLink>
      ))}
      <div className="flex-1" />
      {version?.temporal.webUrl && (
        <a href={version.temporal.webUrl} target="_blank" rel="noreferrer" className={outside}>
          <Waypoints aria-hidden className="size-4" />
          {t('nav.temporal')}
        </a>
      )}
      <a href="/api/docs" target="_blank" rel="noreferrer" className={outside}>
        <BookOpen aria-hidden className="size-4" />
        {t('nav.apiDocs')}
      </a>
      <p className="px-2.5 pt-2 text-xs text-muted">
        {t('app.name')} {version?.version}
      </p>
    </nav>
  );
}
