import { ChevronRight, Folder, Globe } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../components/cx.ts';
import { useFormat } from '../../i18n/useFormat.ts';
import { type FolderNode, folderTree, shownNodes } from './folderTree.ts';

interface FolderTreeProps {
  folders: { path: string; count: number }[];
  /** '' for all of them. */
  chosen: string;
  onChoose(path: string): void;
}

/** Datacenters and folders, with how many VMs are in and below each; on narrow screens a filter takes its place. */
export function FolderTree({ folders, chosen, onChoose }: FolderTreeProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const roots = folderTree(folders);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(unfolded(roots, chosen)));
  const toggle = (path: string) => {
    const next = new Set(open);
    if (!next.delete(path)) next.add(path);
    setOpen(next);
  };
  const total = roots.reduce((sum, { count }) => sum + count, 0);
  const row = (path: string) =>
    cx(
      'flex h-7 w-full min-w-0 items-center gap-1.5 rounded px-1.5 text-left',
      chosen === path ? 'bg-accent-soft font-medium text-accent-strong' : 'hover:bg-sunken',
    );
  return (
    <nav
      aria-label={t('inventory.folders')}
      className="sticky top-17 max-h-[calc(100dvh-6rem)] w-46 shrink-0 overflow-y-auto rounded-lg border border-line bg-surface p-1.5 text-xs max-lg:hidden"
    >
      <button type="button" onClick={() => onChoose('')} aria-current={chosen === ''} className={row('')}>
        <Globe aria-hidden className="size-3.5 shrink-0 text-muted" />
        <span className="min-w-0 flex-1 truncate">{t('inventory.everything')}</span>
        <span className="text-muted">{format.count(total)}</span>
      </button>
      <ul>
        {shownNodes(roots, open).map(({ name, path, depth, count, children }) => (
          <li key={path} className="flex items-center" style={{ paddingLeft: depth * 12 }}>
            {children.length > 0 ? (
              <button
                type="button"
                aria-label={`${t('inventory.unfold')}: ${name}`}
                aria-expanded={open.has(path)}
                onClick={() => toggle(path)}
                className="grid size-5 shrink-0 place-items-center rounded text-muted hover:bg-sunken"
              >
                <ChevronRight
                  aria-hidden
                  className={cx('size-3.5 transition-transform', open.has(path) && 'rotate-90')}
                />
              </button>
            ) : (
              <span className="size-5 shrink-0" />
            )}
            <button
              type="button"
              title={path}
              onClick={() => onChoose(path)}
              aria-current={chosen === path}
              className={row(path)}
            >
              <Folder aria-hidden className="size-3.5 shrink-0 text-muted" />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <span className="text-muted">{format.count(count)}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The datacenters, their folder for VMs, and the way to what is chosen. */
function unfolded(roots: FolderNode[], chosen: string): string[] {
  const way = chosen.split('/').map((_, end, parts) => parts.slice(0, end).join('/'));
  const upper = roots.length > 12 ? [] : roots.flatMap((root) => [root, ...root.children]).map(({ path }) => path);
  return [...way, ...upper];
}
