export interface FolderNode {
  /** Last part of the path. */
  name: string;
  path: string;
  depth: number;
  /** VMs in it and below. */
  count: number;
  children: FolderNode[];
}

/** Folders as a tree. A folder without VMs of its own appears when one below has some. */
export function folderTree(folders: { path: string; count: number }[]): FolderNode[] {
  const known = new Map<string, FolderNode>();
  const roots: FolderNode[] = [];
  const nodeAt = (parts: string[]): FolderNode => {
    const path = parts.join('/');
    const found = known.get(path);
    if (found !== undefined) return found;
    const node = { name: parts.at(-1) ?? '', path, depth: parts.length - 1, count: 0, children: [] };
    known.set(path, node);
    (parts.length > 1 ? nodeAt(parts.slice(0, -1)).children : roots).push(node);
    return node;
  };
  for (const { path, count } of folders) {
    const parts = path.split('/');
    for (let end = 1; end <= parts.length; end += 1) nodeAt(parts.slice(0, end)).count += count;
  }
  return roots;
}

/** The nodes that are seen when those of `open` are unfolded, top down. */
export function shownNodes(nodes: FolderNode[], open: ReadonlySet<string>): FolderNode[] {
  return nodes.flatMap((node) => [node, ...(open.has(node.path) ? shownNodes(node.children, open) : [])]);
}
