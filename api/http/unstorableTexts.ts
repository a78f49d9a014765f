interface Issue {
  path: string;
  message: string;
}

/** Texts, and names of fields, that PostgreSQL cannot hold: with the character 0, or half of a surrogate pair. */
export function unstorableTexts(value: unknown, path: string): Issue[] {
  if (typeof value === 'string') return isStorable(value) ? [] : [issueOf(path)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    isStorable(name) ? unstorableTexts(item, `${path}.${name}`) : [issueOf(path)],
  );
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function issueOf(path: string): Issue {
  return { path, message: 'must not hold the character 0 or half of a surrogate pair' };
}
