export function missingPlatformPackages(
  packages: Record<string, { optionalDependencies?: Record<string, string>; dev?: boolean }>,
): Record<string, { version: string }>;
